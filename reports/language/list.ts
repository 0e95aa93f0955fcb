// The runs of a folder.
import { defineMessages } from '../document/messages/define.ts';

export const list = defineMessages(
  {
    none: 'No runs yet. Start one: <code>npx loadstone run</code>',
    column: {
      run: 'run',
      name: 'name',
      started: 'started',
      variants: 'variants',
      groups: 'groups',
      status: 'status',
    },
    groupsOf: '{run} of {planned}',
    chaptersOf: '{ended} of {all} chapters',
    unreadable: '! {run}: {why}',
    status: {
      complete: 'complete',
      partial: 'partial',
      interrupted: 'interrupted',
      unreadable: 'unreadable',
    },
    withValidity: '{status}, {validity}',
    validity: {
      invalid: 'invalid',
      unreadable: 'report unreadable',
      none: 'no report',
    },
  },
  {
    none: '还没有运行。开始一次：<code>npx loadstone run</code>',
    column: {
      run: '运行',
      name: '名称',
      started: '开始时间',
      variants: '方案',
      groups: '组',
      status: '状态',
    },
    groupsOf: '{run} / {planned}',
    chaptersOf: '{ended} / {all} 章',
    unreadable: '! {run}：{why}',
    status: {
      complete: '完整',
      partial: '不完整',
      interrupted: '已中断',
      unreadable: '无法读取',
    },
    withValidity: '{status}，{validity}',
    validity: {
      invalid: '无效',
      unreadable: '报告无法读取',
      none: '没有报告',
    },
  },
);
