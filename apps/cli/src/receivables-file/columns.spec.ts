import { describe, expect, it } from '@jest/globals';
import { mapColumns } from './columns.js';
import { fieldNamed, FIELDS } from './fields.js';

const REQUIRED = ['customer', 'number', 'invoice date', 'due date', 'amount'];

describe('a header', () => {
  it('names its field in English, whatever its case, spaces and punctuation', () => {
    const headers = ['customerID', 'Customer ID', 'customer_id', 'CUSTOMER-ID', '*Customer Id:'];
    expect(headers.map(fieldNamed)).toEqual(headers.map(() => 'customer'));
    expect(
      ['invoiceNumber', 'InvoiceDate', 'DueDate', 'InvoiceAmount', 'Disputed', 'SettledDate'].map(fieldNamed),
    ).toEqual(['number', 'invoiceDate', 'dueDate', 'amount', 'disputed', 'paidOn']);
  });

  it('names its field in Chinese', () => {
    const headers =
      '客户 客户编号 客户名称 合同 合同编号 发票号 应收单号 开票日期 期次 应收日期 到期日 应收金额 实收日期 实收金额 有争议 争议 币种 汇率';
    expect(headers.split(' ').map(fieldNamed)).toEqual([
      'customer',
      'customer',
      'customerName',
      'contract',
      'contract',
      'number',
      'number',
      'invoiceDate',
      'instalment',
      'dueDate',
      'dueDate',
      'amount',
      'paidOn',
      'paid',
      'disputed',
      'disputed',
      'currency',
      'rate',
    ]);
  });

  it('names a field by the name that --map takes', () => {
    expect(FIELDS.map(fieldNamed)).toEqual(FIELDS);
  });

  it('names no field where it is something else', () => {
    const headers = ['countryCode', 'PaperlessDate', 'PaperlessBill', 'DaysToSettle', 'DaysLate', '', '备注'];
    expect(headers.map(fieldNamed)).toEqual(headers.map(() => undefined));
  });
});

describe('the columns of a file', () => {
  it('are found by their headers, and the others are ignored', () => {
    expect(mapColumns([...REQUIRED, 'Remark', ''], [])).toEqual({
      places: { customer: 0, number: 1, invoiceDate: 2, dueDate: 3, amount: 4 },
      ignored: ['Remark', 'column 7'],
    });
  });

  it('follow --map against their headers', () => {
    const columns = ['Kunde', ...REQUIRED, 'Betrag, netto'];
    const mapped = mapColumns(columns, ['customer=kunde,amount=Betrag, netto', '应收单号=number']);
    expect(mapped).toMatchObject({ places: { customer: 0, number: 2, amount: 6 }, ignored: ['customer', 'amount'] });
  });

  it('follow the exact name in --map where two differ in case alone', () => {
    expect(mapColumns(['BETRAG', 'Betrag', ...REQUIRED], ['amount=Betrag'])).toMatchObject({ places: { amount: 1 } });
    expect(mapColumns(['BETRAG', 'Betrag', ...REQUIRED], ['amount=betrag'])).toMatchObject({ rule: 'map-option' });
  });

  it('may give the contract alone, which is then the number', () => {
    expect(mapColumns(['客户', '合同编号', '开票日期', '到期日', '金额'], [])).toMatchObject({
      places: { contract: 1 },
    });
  });

  it('are refused where two claim one field, until --map says which', () => {
    const columns = [...REQUIRED, '应收金额'];
    expect(mapColumns(columns, [])).toMatchObject({
      rule: 'column-claimed-twice',
      option: '--map',
      detail: expect.stringContaining('--map amount='),
    });
    expect(mapColumns(columns, ['amount=应收金额'])).toMatchObject({ places: { amount: 5 }, ignored: ['amount'] });
  });

  it('are refused where one is missing, with what there is and how to name it', () => {
    expect(mapColumns(['customer', 'Beleg', 'Datum', 'due date', 'amount'], [])).toMatchObject({
      rule: 'column-missing',
      option: '--map',
      detail:
        "no column gives the number, invoiceDate of a receivable. The file's columns are customer, Beleg, Datum, due date, amount. " +
        'A receivable is raised on its invoice date; the due date does not say when that was. ' +
        'Name them with --map number=COLUMN,invoiceDate=COLUMN.',
    });
  });

  it.each(['amount', 'betrag=amount', 'amount=Betrag', '=amount', 'amount=', 'amount=amount,amount=number'])(
    'are refused with --map %s',
    (map) => {
      expect(mapColumns(REQUIRED, [map])).toMatchObject({ rule: 'map-option', option: '--map' });
    },
  );
});
