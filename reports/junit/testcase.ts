// What a case and a suite are in the terms of JUnit.

/** One gate on one variant, one check, or one audit. */
export interface Testcase {
  readonly name: string;
  readonly classname: string;
  readonly result: 'passed' | 'skipped' | 'failure' | 'error';
  readonly type: string;
  readonly message: string;
  readonly output: string;
}

export interface Testsuite {
  readonly name: string;
  readonly elapsedMs: number;
  readonly cases: readonly Testcase[];
}

/** Servers split a class name at its dots, so only the dots between the parts are left. */
export function joinClassname(parts: readonly string[]): string {
  return parts.map((part) => part.replace(/[.\s]+/g, '_')).join('.');
}
