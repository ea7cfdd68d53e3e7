// How figures are written in a language.

export function figuresIn(language: string) {
  const n = new Intl.NumberFormat(language);
  const one = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const fine = new Intl.NumberFormat(language, { minimumFractionDigits: 4, maximumFractionDigits: 4 });
  const share = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
  const price = new Intl.NumberFormat(language, { maximumSignificantDigits: 2 });
  return {
    n,
    /** To two digits, with the language's word for thousands or millions. */
    about: new Intl.NumberFormat(language, { notation: "compact", maximumSignificantDigits: 2 }),
    count: (amount: number, singular: string, plural: string): string => `${n.format(amount)} ${amount === 1 ? singular : plural}`,
    percent: (value: number): string => share.format(value),
    megabytes: (bytes: number): string => `${one.format(bytes / 1e6)} MB`,
    seconds: (ms: number): string => `${one.format(ms / 1000)} s`,
    /** To four places, so that figures one below the other line up. */
    fine: (value: number): string => fine.format(value),
    money: (amount: number): string => price.format(amount),
    duration(ms: number): string {
      if (ms < 90_000) return `${n.format(Math.max(1, Math.round(ms / 1000)))} s`;
      return ms < 5_400_000 ? `${n.format(Math.round(ms / 60_000))} min` : `${n.format(Math.round(ms / 3_600_000))} h`;
    },
  };
}
