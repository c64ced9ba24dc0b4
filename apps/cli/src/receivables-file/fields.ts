/** What a receivables file can say about a receivable; the names that `--map` takes. */
export const FIELDS = [
  'customer',
  'customerName',
  'contract',
  'number',
  'invoiceDate',
  'instalment',
  'dueDate',
  'amount',
  'paidOn',
  'paid',
  'disputed',
  'currency',
  'rate',
] as const;

export type Field = (typeof FIELDS)[number];

/** Headers that name a field, besides its own name; written as `plainName` leaves them. */
const SYNONYMS: Readonly<Record<Field, string>> = {
  customer:
    'customerid customercode customerno customernumber client clientid clientcode clientno debtor debtorid 客户 客户编号 客户编码 客户代码 客户号',
  customerName: 'clientname debtorname nameofcustomer 客户名称 客户名 客户全称',
  contract: 'contractno contractnumber contractid contractcode 合同 合同编号 合同号 合同编码',
  number:
    'invoice invoiceno invoicenumber invoiceid receivableno receivablenumber documentno documentnumber 发票号 发票号码 发票编号 应收单号 应收单编号 单据号 单据编号 单号',
  invoiceDate: 'invoicedon invoiceon dateofinvoice issuedate issuedon documentdate 开票日期 开票日 发票日期 单据日期',
  instalment: 'instalmentno instalmentnumber installment installmentno installmentnumber 期次 期数 期号',
  dueDate: 'due dueon datedue maturity maturitydate 应收日期 应收日 到期日 到期日期',
  amount:
    'invoiceamount receivableamount grossamount invoicetotal totalamount 应收金额 金额 发票金额 开票金额 价税合计',
  paidOn:
    'paiddate datepaid settleddate settledon settlementdate paymentdate datereceived receivedon 实收日期 收款日期 回款日期 到账日期',
  paid: 'paidamount amountpaid settledamount amountsettled receivedamount amountreceived 实收金额 收款金额 回款金额 已收金额',
  disputed: 'dispute isdisputed indispute 有争议 争议 是否争议 是否有争议',
  currency: 'currencycode ccy invoicecurrency 币种 币别 货币',
  rate: 'exchangerate fxrate bookrate bookedrate 汇率 记账汇率',
};

/** A header without case, spaces, underscores, punctuation and full-width forms: `Customer_ID` is `customerid`. */
export const plainName = (header: string): string =>
  header
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

const fields = new Map<string, Field>(
  FIELDS.flatMap((field) => [field.toLowerCase(), ...SYNONYMS[field].split(' ')].map((name) => [name, field] as const)),
);

/** The field that a header names, in English or Chinese. */
export const fieldNamed = (header: string): Field | undefined => fields.get(plainName(header));
