// Names of regions, segments and statuses as the pages show them.

/** Mainland provinces in the order of their administrative codes; region 1 is the first. */
const regionNames = [
  ...['北京', '天津', '河北', '山西', '内蒙古', '辽宁', '吉林', '黑龙江', '上海', '江苏', '浙江'],
  ...['安徽', '福建', '江西', '山东', '河南', '湖北', '湖南', '广东', '广西', '海南', '重庆'],
  ...['四川', '贵州', '云南', '西藏', '陕西', '甘肃', '青海', '宁夏', '新疆'],
] as const;

const segmentNames = ['个人', '小微企业', '中型企业', '大型企业', '政府与机构'] as const;

const statusNames = ['已下单', '已付款', '已发货', '已完成', '已取消'] as const;

/** Regions start at 1. */
export function nameRegion(region: number): string {
  return regionNames[region - 1] ?? `地区 ${region}`;
}

/** Segments start at 1. */
export function nameSegment(segment: number): string {
  return segmentNames[segment - 1] ?? `分类 ${segment}`;
}

/** Statuses start at 0. */
export function nameStatus(status: number): string {
  return statusNames[status] ?? `状态 ${status}`;
}

/** Integer cents as yuan with two decimals and groups of three digits. */
export function renderYuan(cents: number): string {
  const whole = Math.trunc(Math.abs(cents) / 100);
  const grouped = String(whole).replace(/\B(?=(\d{3})+$)/g, ',');
  const sign = cents < 0 ? '-' : '';
  return `${sign}¥${grouped}.${String(Math.abs(cents) % 100).padStart(2, '0')}`;
}
