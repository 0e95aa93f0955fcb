// Makes explain.json of findings: comparisons with the baseline, sentences, nulls for what is not known.

import {
  type ExplainDocument,
  type ExplainedCell,
  type ExplainedPlan,
  type ExplainedStatement,
  explainSchemaVersion,
} from '../../reports/document/explain.ts';
import type { Message } from '../../reports/document/message.ts';
import { writeMessage, writeName } from '../../reports/document/messages/message.ts';
import type { PlannedVariant } from '../plan/plan.ts';
import type { ExplainedUse, Finding } from '../profile/finding.ts';
import type { PlanSummary } from '../profile/plan-facts.ts';
import { describeStatement, describeStep } from '../profile/plan-sentence.ts';
import { redactSecrets } from './redaction.ts';

export interface ExplainedRun {
  readonly runId: string;
  /** ISO 8601 in UTC. */
  readonly explainedAt: string;
  readonly loadMs: number;
  /** In the order in which they are told. */
  readonly variants: readonly PlannedVariant[];
  readonly findings: readonly Finding[];
  readonly notes: readonly Message[];
}

export function buildExplainDocument(run: ExplainedRun): ExplainDocument {
  const { runId, explainedAt, loadMs, variants, findings, notes } = run;
  const scenarios = [...new Set(findings.map(({ scenario }) => scenario))];
  return redactSecrets<ExplainDocument>({
    ...{ schemaVersion: explainSchemaVersion, kind: 'explanation' },
    ...{ runId, explainedAt, loadMs, notes },
    variants: variants.map(({ id, label, isBaseline }) => ({ id, label, isBaseline })),
    scenarios: scenarios.map((scenario) => ({
      scenario,
      cells: buildCells(
        variants,
        findings.filter((finding) => finding.scenario === scenario),
      ),
    })),
  });
}

/** A variant is compared with the baseline, and the baseline with the other one that differs most from it. */
function buildCells(
  variants: readonly PlannedVariant[],
  findings: readonly Finding[],
): readonly ExplainedCell[] {
  return variants.flatMap((variant) => {
    const finding = findings.find(({ variantId }) => variantId === variant.id);
    if (finding === undefined) return [];
    const others = variants.filter((one) => one.isBaseline !== variant.isBaseline);
    const compare = (use: ExplainedUse) => findOther(variant, use, others, findings);
    return [buildCell(finding, compare)];
  });
}

interface Other {
  readonly label: Message;
  readonly plan: PlanSummary;
}

/** The plan of the same statement elsewhere: of several the one whose rows differ most, by their ratio. */
function findOther(
  variant: PlannedVariant,
  { text, plan }: ExplainedUse,
  others: readonly PlannedVariant[],
  findings: readonly Finding[],
): Other | undefined {
  const candidates = others.flatMap((other): readonly Other[] => {
    const finding = findings.find(({ variantId }) => variantId === other.id);
    const theirs = finding?.database?.statements.find((use) => use.text === text)?.plan;
    return theirs === undefined ? [] : [{ label: nameOther(variant, other), plan: theirs }];
  });
  const contrast = ({ plan: theirs }: Other) =>
    Math.abs(Math.log((theirs.rowsRead + 1) / ((plan?.rowsRead ?? 0) + 1)));
  return candidates.toSorted((a, b) => contrast(b) - contrast(a))[0];
}

/** By the one level in which it differs, which is the cause then; else by its label. */
function nameOther(variant: PlannedVariant, other: PlannedVariant): Message {
  const differing = Object.entries(other.levels).filter(
    ([factor, level]) => variant.levels[factor] !== level,
  );
  const [only] = differing;
  if (only !== undefined && differing.length === 1)
    return writeMessage('plan-with', { level: `${only[0]} = ${only[1]}` });
  return other.isBaseline ? writeMessage('plan-baseline') : writeName(other.label);
}

function buildCell(
  finding: Finding,
  compare: (use: ExplainedUse) => Other | undefined,
): ExplainedCell {
  const { variantId, succeeded, loadMs, database, runtime } = finding;
  return {
    ...{ variantId, succeeded },
    database:
      database === undefined
        ? null
        : {
            ...{ calls: database.calls, totalUs: database.totalUs },
            callsPerAnswer: succeeded > 0 ? database.calls / succeeded : null,
            busySessions: database.totalUs / (loadMs * 1000),
            bufferHitRatio: database.bufferHitRatio ?? null,
            statements: database.statements.map((use) => buildStatement(use, compare(use))),
          },
    cacheHitRatio: finding.cacheHitRatio ?? null,
    eventLoopUtilisationRatio: runtime?.eventLoopUtilisationRatio ?? null,
    eventLoopDelayP99Us: runtime?.eventLoopDelayP99Us ?? null,
    gcRatio: runtime?.gcRatio ?? null,
    poolWaitP99Us: finding.poolWaitP99Us ?? null,
  };
}

function buildStatement(use: ExplainedUse, other: Other | undefined): ExplainedStatement {
  const { text, calls, totalUs, timeRatio, rows, buffers, plan } = use;
  return {
    ...{ text, calls, totalUs, timeRatio, rows, buffers },
    plan: plan === undefined ? null : buildPlanResult(plan),
    sentence: plan === undefined ? null : describeStatement({ timeRatio, plan }, other),
  };
}

function buildPlanResult(plan: PlanSummary): ExplainedPlan {
  const { shape, isMeasured, samples, rowsRead, rowsReturned, dominantRatio } = plan;
  return {
    ...{ shape, isMeasured, samples, rowsRead, rowsReturned, dominantRatio },
    executionUs: plan.executionUs ?? null,
    buffers: plan.buffers ?? null,
    dominantStep: describeStep(plan.dominant),
  };
}
