// The universal scalability law: how throughput grows with servers or with users, and where it stops growing.

/**
 * X(N) = λN ÷ (1 + σ(N−1) + κN(N−1)) (Gunther, "Guerrilla Capacity Planning", 2007, chapter 4). λ is the throughput of
 * size 1; σ the contention, what is done by one at a time; κ the coherency, what each must agree on with each other.
 */
export interface Usl {
  /** In the unit of the throughput. */
  readonly lambda: number;
  readonly sigma: number;
  readonly kappa: number;
}

/** Throughput at a size from 1 on. */
export function predictUsl({ lambda, sigma, kappa }: Usl, size: number): number {
  return (lambda * size) / (1 + sigma * (size - 1) + kappa * size * (size - 1));
}

/** 1 ÷ N*² = κ ÷ (1−σ), of the size N* with the most throughput: 0 or less where throughput grows without end. */
export function computePeakInverse({ sigma, kappa }: Pick<Usl, 'sigma' | 'kappa'>): number {
  return kappa / (1 - sigma);
}

/** Sizes that the law takes: it has three coefficients. */
export const fewestSizes = 3;

/**
 * Least squares of relative errors. N ÷ X(N) = a + b(N−1) + cN(N−1) is linear in a = 1/λ, b = σ/λ and c = κ/λ, so
 * there is one answer, and no start to choose; each residual is divided by N ÷ X, so that sizes weigh alike.
 * @param isBounded true keeps σ and κ at 0 or above, as the law has them
 * @returns undefined below three different sizes, where a throughput is not above 0, and where no law comes near
 */
export function fitUsl(
  points: readonly (readonly [size: number, throughput: number])[],
  isBounded: boolean,
): Usl | undefined {
  if (new Set(points.map(([size]) => size)).size < fewestSizes) return undefined;
  if (points.some(([size, throughput]) => !(size > 0 && throughput > 0))) return undefined;
  const rows = points.map(([size, throughput]) => {
    const weight = throughput / size;
    return [weight, (size - 1) * weight, size * (size - 1) * weight] as const;
  });
  // Bounded: the best of the fits in which some of the two are left out and the others come out above 0.
  const kept: readonly (readonly number[])[] = isBounded
    ? [[0, 1, 2], [0, 1], [0, 2], [0]]
    : [[0, 1, 2]];
  let best: { readonly error: number; readonly coefficients: readonly number[] } | undefined;
  for (const columns of kept) {
    const coefficients = solveLeastSquares(rows, columns);
    if (coefficients === undefined || !((coefficients[0] ?? 0) > 0)) continue;
    if (isBounded && coefficients.some((each) => each < 0)) continue;
    const error = rows.reduce((sum, row) => sum + (1 - dot(row, coefficients)) ** 2, 0);
    if (best === undefined || error < best.error) best = { error, coefficients };
  }
  if (best === undefined) return undefined;
  const [a = 0, b = 0, c = 0] = best.coefficients;
  return { lambda: 1 / a, sigma: b / a, kappa: c / a };
}

function dot(row: readonly number[], coefficients: readonly number[]): number {
  return row.reduce((sum, value, index) => sum + value * (coefficients[index] ?? 0), 0);
}

/** Of the columns given, with 0 for all others: rows · coefficients ≈ 1. Undefined where it has no single answer. */
function solveLeastSquares(
  rows: readonly (readonly number[])[],
  columns: readonly number[],
): readonly number[] | undefined {
  const products = (left: number, right: number) =>
    rows.reduce((sum, row) => sum + (row[left] ?? 0) * (row[right] ?? 0), 0);
  const matrix = columns.map((left) => [
    ...columns.map((right) => products(left, right)),
    rows.reduce((sum, row) => sum + (row[left] ?? 0), 0),
  ]);
  const solved = eliminate(matrix);
  if (solved === undefined) return undefined;
  const coefficients = [0, 0, 0];
  columns.forEach((column, index) => {
    coefficients[column] = solved[index] ?? 0;
  });
  return coefficients;
}

/** Gauss-Jordan with the largest pivot; the right side is the last column. */
function eliminate(matrix: number[][]): readonly number[] | undefined {
  const size = matrix.length;
  for (let column = 0; column < size; column += 1) {
    const below = matrix.slice(column);
    const pivot = below.reduce((most, row) =>
      Math.abs(row[column] ?? 0) > Math.abs(most[column] ?? 0) ? row : most,
    );
    const head = pivot[column] ?? 0;
    if (Math.abs(head) < Number.EPSILON) return undefined;
    matrix[matrix.indexOf(pivot)] = matrix[column] as number[];
    matrix[column] = pivot.map((value) => value / head);
    for (let other = 0; other < size; other += 1) {
      if (other === column) continue;
      const factor = matrix[other]?.[column] ?? 0;
      matrix[other] = (matrix[other] as number[]).map(
        (value, index) => value - factor * (matrix[column]?.[index] ?? 0),
      );
    }
  }
  return matrix.map((row) => row[size] ?? 0);
}
