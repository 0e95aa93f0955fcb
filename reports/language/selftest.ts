// How truthful the load drivers are.
import { defineMessages } from '../document/messages/define.ts';

export const selftest = defineMessages(
  {
    score: 'Score',
    latency: '{percentile} true → reported',
    column: {
      subject: 'subject',
      score: 'score',
      met: 'met',
      others: 'other findings',
      missed: 'missed',
      optimistic: 'optimistic',
      undecidable: 'undecidable',
      disowned: 'disowned',
      notReported: 'not reported',
      cases: 'cases',
    },
    floor: 'Raw sockets add {p50} at p50, {p90} at p90, {p99} at p99.',
    noFloor: 'Raw sockets got no responses here, so nothing is added to the bounds.',
    metOf: '{met} of {all}',
    failed: 'failed: {error}',
    peer: '{name} (peer)',
    marks:
      '✓ true, ✗ untrue, ? the host is too noisy to tell, ~ untrue, but the subject itself gives the run a caveat, – not reported',
    noise:
      'Host: before the load a sleeping thread woke {median} late at the median, {p99} at p99{isNoisy, select, true { (noisy)} other {}}; it was noisy in {noisy} of {runs, plural, one {# run} other {# runs}}.',
    noneOurs: 'No driver of ours was tested.',
    verdict: {
      met: 'Our drivers keep their bounds on this machine.',
      missed: 'A driver of ours missed a bound: do not trust its figures in the cases marked ✗.',
      undecidable:
        'Undecidable here: a bound was missed while the host was too noisy to tell. End other programs and start the self-test again.',
    },
  },
  {
    score: '得分',
    latency: '{percentile} 真实 → 报告',
    column: {
      subject: '对象',
      score: '得分',
      met: '达标',
      others: '其他发现',
      missed: '未达标',
      optimistic: '偏乐观',
      undecidable: '无法判定',
      disowned: '自行标注',
      notReported: '未报告',
      cases: '用例',
    },
    floor: '裸套接字的额外延迟：p50 为 {p50}，p90 为 {p90}，p99 为 {p99}。',
    noFloor: '裸套接字没有收到响应，限值未作放宽。',
    metOf: '{all} 项中 {met} 项',
    failed: '失败：{error}',
    peer: '{name}（对照）',
    marks: '✓ 属实，✗ 不实，? 主机噪声太大无法判断，~ 不实但对象自己给出了提示，– 未报告',
    noise:
      '主机：加压前，休眠线程唤醒的延迟中位数为 {median}，p99 为 {p99}{isNoisy, select, true {（噪声大）} other {}}；{runs} 次运行中有 {noisy} 次噪声大。',
    noneOurs: '没有测试自有的驱动。',
    verdict: {
      met: '在这台机器上，自有驱动都在限值之内。',
      missed: '有自有驱动超出限值：标有 ✗ 的用例，其数据不可信。',
      undecidable: '在此无法判定：超出限值时主机噪声太大。请结束其他程序后重新自检。',
    },
  },
);
