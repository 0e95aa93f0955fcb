// Undoing several things of which some may fail: each is tried, the first failure is thrown at the end.

/** Runs the steps from the last to the first and empties the list, so that doing it again does nothing. */
export async function undoAll(steps: (() => Promise<void> | void)[]): Promise<void> {
  let failure: { readonly thrown: unknown } | undefined;
  for (const step of steps.splice(0).reverse()) {
    try {
      await step();
    } catch (thrown) {
      failure ??= { thrown };
    }
  }
  if (failure !== undefined) throw failure.thrown;
}
