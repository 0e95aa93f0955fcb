// Micro-benchmarks, against their baselines or another commit.
import { defineMessages } from '../document/messages/define.ts';

export const micro = defineMessages(
  {
    heading:
      'Micro-benchmarks, each against the baseline of its suite · {groups, plural, one {# group} other {# groups}}',
    headingAgainst:
      'Micro-benchmarks of the working tree against {ref} ({commit}) · {groups, plural, one {# group} other {# groups}}',
    rule: 'Time of one operation, lower is better; inside {margin} counts as the same. Fresh processes, Node {node}, {place}.',
    notPinned: 'not pinned',
    cpu: 'CPU {cpus}',
    suite: '{name}: {operation}',
    notRun: '{alternative}: not run, {reason}',
    noReason: 'for no reason told',
    benchChanged:
      'The benchmark itself differs between both versions, so the difference may be its own.',
    time: 'time',
    here: 'here',
    change: 'change',
    againstBaseline: 'vs base',
    verdictColumn: 'verdict',
    status: { baseline: 'baseline', 'only-here': 'only here', 'only-there': 'only there' },
    verdict: {
      better: 'faster',
      worse: 'slower',
      equivalent: 'same',
      inconclusive: 'inconclusive',
    },
    more: 'inconclusive: +{groups, plural, one {# group} other {# groups}}',
    tooSmall: 'inconclusive: below noise',
    notJudged: 'not judged',
    counts:
      '{better} faster, {worse} slower, {equivalent} the same, {inconclusive} inconclusive{alone, plural, =0 {} other {, # in one version only}}{notRun, plural, =0 {} other {, # not run}}',
    end: 'Against the baselines: {counts}. Seed {seed}.',
    endAgainst: 'Against {ref}: {counts}. Seed {seed}.',
  },
  {
    heading: '微基准，各与本套件的基线比较 · {groups} 组',
    headingAgainst: '工作区的微基准，与 {ref}（{commit}）比较 · {groups} 组',
    rule: '单次操作的耗时，越低越好；{margin} 以内视为相同。全新进程，Node {node}，{place}。',
    notPinned: '未绑定 CPU',
    cpu: '绑定 CPU {cpus}',
    suite: '{name}：{operation}',
    notRun: '{alternative}：未运行，{reason}',
    noReason: '未说明原因',
    benchChanged: '两个版本的基准代码本身不同，差异可能由此而来。',
    time: '耗时',
    here: '此处',
    change: '变化',
    againstBaseline: '与基线比',
    verdictColumn: '结论',
    status: { baseline: '基线', 'only-here': '仅此处有', 'only-there': '仅对方有' },
    verdict: { better: '更快', worse: '更慢', equivalent: '相同', inconclusive: '未定' },
    more: '未定：还需 {groups} 组',
    tooSmall: '未定：差异小于噪声',
    notJudged: '未判定',
    counts:
      '{better} 个更快，{worse} 个更慢，{equivalent} 个相同，{inconclusive} 个未定{alone, plural, =0 {} other {，# 个仅一个版本有}}{notRun, plural, =0 {} other {，# 个未运行}}',
    end: '与基线比较：{counts}。种子 {seed}。',
    endAgainst: '与 {ref} 比较：{counts}。种子 {seed}。',
  },
);
