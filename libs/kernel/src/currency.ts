import type { Brand } from './brand.js';

/** An ISO 4217 code that money is really owed and paid in: funds codes, metals and test codes are left out. */
export type Currency = Brand<string, 'Currency'>;

const TWO =
  'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG';
const ZERO = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF';
const THREE = 'BHD IQD JOD KWD LYD OMR TND';

const scales = new Map<string, number>(
  [[TWO, 2] as const, [ZERO, 0] as const, [THREE, 3] as const].flatMap(([codes, scale]) =>
    codes.split(' ').map((code) => [code, scale] as const),
  ),
);

/** The currency if the text is its code (upper case), else nothing. */
export const currency = (code: string): Currency | undefined => (scales.has(code) ? (code as Currency) : undefined);

/** How many digits stand after the point in an amount of this currency (ISO 4217 minor unit): JPY 0, EUR 2, KWD 3. */
export const scaleOf = (code: Currency): number => scales.get(code) ?? 2;
