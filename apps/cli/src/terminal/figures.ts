/** `5725.06` as people read it: `5,725.06`. */
export const grouped = (amount: string): string => amount.replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ',');

export const count = (number: number): string => grouped(String(number));

/** `1 row`, `2,466 rows`. */
export const counted = (number: number, one: string, many = `${one}s`): string =>
  `${count(number)} ${number === 1 ? one : many}`;

/** Seconds for people: `0.4 s`, `12 s`, `3 min 20 s`. */
export const spokenSeconds = (seconds: number): string => {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 100 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
};
