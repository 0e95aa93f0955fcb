// Names of regions, segments and statuses, amounts and moments, as the pages show them.
import { type Html, html } from './html.ts';
import type { Language } from './words.ts';

/** Mainland provinces in the order of their administrative codes; region 1 is the first. */
const regionNames = {
  zh: [
    ...['北京', '天津', '河北', '山西', '内蒙古', '辽宁', '吉林', '黑龙江', '上海', '江苏', '浙江'],
    ...['安徽', '福建', '江西', '山东', '河南', '湖北', '湖南', '广东', '广西', '海南', '重庆'],
    ...['四川', '贵州', '云南', '西藏', '陕西', '甘肃', '青海', '宁夏', '新疆'],
  ],
  en: [
    ...['Beijing', 'Tianjin', 'Hebei', 'Shanxi', 'Inner Mongolia', 'Liaoning', 'Jilin'],
    ...['Heilongjiang', 'Shanghai', 'Jiangsu', 'Zhejiang', 'Anhui', 'Fujian', 'Jiangxi'],
    ...['Shandong', 'Henan', 'Hubei', 'Hunan', 'Guangdong', 'Guangxi', 'Hainan', 'Chongqing'],
    ...['Sichuan', 'Guizhou', 'Yunnan', 'Tibet', 'Shaanxi', 'Gansu', 'Qinghai', 'Ningxia'],
    'Xinjiang',
  ],
} as const;

const segmentNames = {
  zh: ['个人', '小微企业', '中型企业', '大型企业', '政府与机构'],
  en: ['Individual', 'Small business', 'Medium business', 'Large business', 'Public sector'],
} as const;

const statusNames = {
  zh: ['已下单', '已付款', '已发货', '已完成', '已取消'],
  en: ['Placed', 'Paid', 'Shipped', 'Done', 'Cancelled'],
} as const;

const unknown = {
  zh: { region: '地区', segment: '分类', status: '状态' },
  en: { region: 'Region', segment: 'Segment', status: 'Status' },
} as const;

/** Regions start at 1. */
export function nameRegion(region: number, language: Language): string {
  return regionNames[language][region - 1] ?? `${unknown[language].region} ${region}`;
}

/** Segments start at 1. */
export function nameSegment(segment: number, language: Language): string {
  return segmentNames[language][segment - 1] ?? `${unknown[language].segment} ${segment}`;
}

/** Statuses start at 0. */
export function nameStatus(status: number, language: Language): string {
  return statusNames[language][status] ?? `${unknown[language].status} ${status}`;
}

/** Numbers with names, for a choice. */
type Options = readonly (readonly [string, string])[];

export function listRegions(language: Language): Options {
  return regionNames[language].map((name, index) => [String(index + 1), name]);
}

export function listSegments(language: Language): Options {
  return segmentNames[language].map((name, index) => [String(index + 1), name]);
}

/** Integer cents as yuan with two decimals and groups of three digits. */
export function renderYuan(cents: number): string {
  const whole = Math.trunc(Math.abs(cents) / 100);
  const grouped = String(whole).replace(/\B(?=(\d{3})+$)/g, ',');
  const sign = cents < 0 ? '-' : '';
  return `${sign}¥${grouped}.${String(Math.abs(cents) % 100).padStart(2, '0')}`;
}

/** `2026-03-01 12:30`, in UTC. */
export function renderMoment(moment: string): Html {
  return html`<time datetime="${moment}">${moment.slice(0, 16).replace('T', ' ')}</time>`;
}
