// The page of a run that is still going on.
import { defineMessages } from '../document/messages/define.ts';

export const live = defineMessages(
  {
    title: '{run}: live',
    groupsDone:
      '{voided, plural, =0 {<b>{done}</b> of {planned, plural, one {# group} other {# groups}} done} other {<b>{done}</b> of {planned, plural, one {# group} other {# groups}} done, {voided} of them void}}',
    outcome: {
      ended: 'The run has ended. This page is no longer updated; it stays until you close it.',
      interrupted:
        'The run was interrupted. What was measured is kept, and the run can be resumed.',
      failed: 'An error ended the run; the terminal says which. What was measured is kept.',
    },
    elapsed: 'running for <elapsed>{ms}</elapsed>',
    left: 'about <elapsed>{ms}</elapsed> left',
    reportAt: 'The whole report: <code>{path}</code>',
    noScript: 'Without JavaScript this is the state when the page was loaded: reload it to update.',
    lost: 'Connection to the run lost; this is its last known state. Trying again.',
    groupsTitle: 'Groups',
    groupStatus: {
      valid: 'valid',
      void: 'void',
      running: 'running',
      waiting: 'to come',
    },
    groupsFinding: '{valid} valid, {voided} void, {waiting} still to come.',
    groupsReading:
      'A group is fresh processes of all variants, loaded in turn. A triangle marks a planned test; a run may end at one.',
    verdictsTitle: 'Verdicts so far',
    verdictsFinal: 'Verdicts',
    soFarLabel: 'Not final',
    nothingYet: 'No group has ended yet, so there is nothing to compare.',
    anytime:
      'So far, <b>after {validGroups, plural, one {# group} other {# groups}}</b>; tested again after every group, with intervals that allow for it.',
    lastTest:
      'So far, <b>after {validGroups, plural, one {# group} other {# groups}}</b>: the last planned test.',
    plannedTest:
      'So far, <b>after {validGroups, plural, one {# group} other {# groups}}</b>: a planned test. The next is at {nextLook, plural, one {# group} other {# groups}}, if the run goes on.',
    betweenTests:
      'So far, <b>after {validGroups, plural, one {# group} other {# groups}}</b>; the next test is {nextLook, plural, =0 {at the end} one {at # group} other {at # groups}}. Verdicts between tests are not final: they may change, and they do not end the run.',
    notValidYet: 'The run is invalid so far, so nothing is compared:',
    variantsTitle: 'Variants',
    variantsReading:
      'All scenarios together, from the slices since the run started: a glance, not a result.',
    active: 'in turn now',
    notesTitle: 'Notes',
  },
  {
    title: '{run}：实时',
    groupsDone:
      '{voided, plural, =0 {已完成 <b>{done}</b> 组，共 {planned} 组} other {已完成 <b>{done}</b> 组，共 {planned} 组，其中 {voided} 组作废}}',
    outcome: {
      ended: '运行已结束。本页不再更新，关闭之前内容会一直保留。',
      interrupted: '运行被中断。已测得的数据已保留，可以继续运行。',
      failed: '运行因错误而结束，原因见终端。已测得的数据已保留。',
    },
    elapsed: '已运行 <elapsed>{ms}</elapsed>',
    left: '约剩 <elapsed>{ms}</elapsed>',
    reportAt: '完整报告：<code>{path}</code>',
    noScript: '没有 JavaScript 时，这是页面载入时的运行状况：请重新载入。',
    lost: '与运行的连接已断开；这是最后收到的状况。正在重试。',
    groupsTitle: '组',
    groupStatus: {
      valid: '有效',
      void: '作废',
      running: '进行中',
      waiting: '待运行',
    },
    groupsFinding: '{valid} 组有效，{voided} 组作废，{waiting} 组待运行。',
    groupsReading:
      '每组都为所有方案启动新进程并轮流加压。三角标出计划的检验点，运行可能在那里结束。',
    verdictsTitle: '目前的结论',
    verdictsFinal: '结论',
    soFarLabel: '非最终结论',
    nothingYet: '还没有一组结束，因此没有可比较的数据。',
    anytime: '目前基于 <b>{validGroups} 组</b>；每组结束后都会再次检验，区间已为此留出余量。',
    lastTest: '目前基于 <b>{validGroups} 组</b>：最后一次计划检验。',
    plannedTest:
      '目前基于 <b>{validGroups} 组</b>：一次计划检验。若运行继续，满 {nextLook} 组时再次检验。',
    betweenTests:
      '目前基于 <b>{validGroups} 组</b>；{nextLook, plural, =0 {运行结束时} other {满 # 组时}}再次检验。两次检验之间的结论不是最终结论：可能改变，运行也不会因此结束。',
    notValidYet: '目前运行无效，因此不作比较：',
    variantsTitle: '方案',
    variantsReading: '自本次启动以来的所有片段，各场景合计：仅供一瞥，不是结果。',
    active: '正在加压',
    notesTitle: '备注',
  },
);
