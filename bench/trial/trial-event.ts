// What the trial loop tells while it runs; the command line draws its live table from these.
import type { SliceOutcome } from '../drivers/driver.ts';

export type TrialEvent =
  | { readonly kind: 'preparing'; readonly text: string }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'variant-not-run'; readonly variantId: string; readonly reason: string }
  | { readonly kind: 'group-started'; readonly group: number }
  | { readonly kind: 'launching'; readonly group: number; readonly variantId: string }
  | {
      readonly kind: 'warming-up';
      readonly group: number;
      readonly scenario: string;
      readonly variantId: string;
    }
  | {
      readonly kind: 'slice-ended';
      readonly group: number;
      readonly scenario: string;
      readonly loadId: string;
      readonly outcome: SliceOutcome;
    }
  | {
      readonly kind: 'group-ended';
      readonly group: number;
      readonly status: 'valid' | 'void';
      readonly voidReason: string | undefined;
      readonly elapsedMs: number;
    };

export type TrialListener = (event: TrialEvent) => void;
