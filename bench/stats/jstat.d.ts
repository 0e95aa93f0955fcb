// The part of jstat that tests use as an oracle; the package brings no types.
declare module 'jstat' {
  interface Distribution {
    cdf(x: number, ...parameters: number[]): number;
    inv(p: number, ...parameters: number[]): number;
  }
  const library: {
    readonly jStat: {
      readonly normal: Distribution;
      readonly studentt: Distribution;
      readonly ibeta: (x: number, a: number, b: number) => number;
      readonly gammaln: (x: number) => number;
      readonly stdev: (values: readonly number[], sample: boolean) => number;
      readonly median: (values: readonly number[]) => number;
    };
  };
  export default library;
}
