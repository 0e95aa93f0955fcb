// Pages that a browser visited under load.
import { defineMessages } from '../document/messages/define.ts';

export const visits = defineMessages(
  {
    title: 'Pages in a browser',
    finding:
      'Pages show soonest with <name>{least}</name>: <b>{leastTime}</b>. Latest: <name>{most}</name>, {mostTime}.',
    reading:
      'A browser on the CPU of the load generator visited the pages while the same open load was played. Figures are the mean over all pages of the median visit, of the typical group; Apdex and frustrated visits are over all visits, with T = {satisfied}.',
    each: 'Each page',
    eachReading:
      'Median visit of the typical group. First view: empty cache. Repeat view: with what the browser has kept.',
    shows: 'shows',
    requests: 'requests',
    visits: 'visits',
    failed: 'failed',
    view: '{view, select, first {first view} other {repeat view}}',
    failures:
      '<name>{label}</name>, <name>{page}</name>, {view, select, first {first view} other {repeat view}}: {reasons}.',
    inTerminal: 'Pages in a browser under this load, T = {satisfied}',
  },
  {
    title: '浏览器中的页面',
    finding:
      '页面显示最快的是 <name>{least}</name>：<b>{leastTime}</b>；最慢的是 <name>{most}</name>：{mostTime}。',
    reading:
      '在施加同一开环负载期间，由负载生成器所在 CPU 上的浏览器访问各页面。数值为典型组中各页面访问中位数的平均值；Apdex 和失望访问按全部访问计算，T = {satisfied}。',
    each: '各页面',
    eachReading: '典型组的访问中位数。首次访问：缓存为空；再次访问：使用浏览器已保留的内容。',
    shows: '显示用时',
    requests: '请求数',
    visits: '访问次数',
    failed: '失败',
    view: '{view, select, first {首次访问} other {再次访问}}',
    failures:
      '<name>{label}</name>，<name>{page}</name>，{view, select, first {首次访问} other {再次访问}}：{reasons}。',
    inTerminal: '此负载下浏览器中的页面，T = {satisfied}',
  },
);
