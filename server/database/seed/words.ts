// The words that rows are made of: ranked surnames, given names, mobile prefixes, products, notes.

/** Surnames in pinyin, most frequent first. */
export const surnames = [
  ...['Wang', 'Li', 'Zhang', 'Liu', 'Chen', 'Yang', 'Huang', 'Zhao', 'Wu', 'Zhou', 'Xu', 'Sun'],
  ...['Ma', 'Zhu', 'Hu', 'Guo', 'He', 'Lin', 'Gao', 'Luo', 'Zheng', 'Liang', 'Xie', 'Song'],
  ...['Tang', 'Han', 'Feng', 'Deng', 'Cao', 'Peng', 'Zeng', 'Xiao', 'Tian', 'Dong', 'Pan', 'Yuan'],
  ...['Cai', 'Jiang', 'Yu', 'Du', 'Ye', 'Cheng', 'Wei', 'Su', 'Lu', 'Ding', 'Ren', 'Shen'],
  ...['Yao', 'Cui', 'Zhong', 'Tan', 'Fan', 'Jin', 'Shi', 'Liao', 'Jia', 'Xia', 'Fu', 'Fang'],
  ...['Bai', 'Zou', 'Meng', 'Xiong', 'Qin', 'Qiu', 'Hou', 'Yin', 'Xue', 'Yan', 'Duan', 'Lei'],
] as const;

/** Syllables of given names; two of them make most names. */
export const givenSyllables = [
  ...['wei', 'fang', 'na', 'min', 'jing', 'li', 'qiang', 'lei', 'jun', 'yang', 'yong', 'yan'],
  ...['jie', 'juan', 'tao', 'ming', 'chao', 'xiu', 'xia', 'ping', 'gang', 'gui', 'ying', 'hua'],
  ...['hui', 'jian', 'guo', 'liang', 'hong', 'bo', 'yu', 'xin', 'lin', 'zhi', 'wen', 'hao'],
  ...['peng', 'fei', 'kai', 'rui', 'chen', 'mei', 'ling', 'shu', 'zhen', 'dan', 'ting', 'xue'],
  ...['qing', 'ning', 'shan', 'feng', 'bin', 'cheng', 'dong', 'hai', 'jia', 'le', 'long', 'meng'],
  ...['qi', 'rong', 'sheng', 'shi', 'song', 'tian', 'xiang', 'yi', 'yuan', 'yue', 'ze', 'zhou'],
] as const;

/** The first three digits of mainland mobile numbers as the carriers give them out. */
export const mobilePrefixes = [
  ...['134', '135', '136', '137', '138', '139', '147', '150', '151', '152', '157', '158', '159'],
  ...['178', '182', '183', '184', '187', '188', '195', '197', '198', '130', '131', '132', '145'],
  ...['155', '156', '166', '175', '176', '185', '186', '196', '133', '153', '173', '177', '180'],
  ...['181', '189', '190', '191', '193', '199', '192'],
] as const;

/** Where customers come from, with how far each source is trusted (1 to 5) and its share in per cent. */
export const sources = [
  { name: 'web form', trustLevel: 3, share: 34 },
  { name: 'sales visit', trustLevel: 5, share: 18 },
  { name: 'phone call', trustLevel: 4, share: 16 },
  { name: 'trade fair', trustLevel: 3, share: 9 },
  { name: 'partner', trustLevel: 4, share: 9 },
  { name: 'bought list', trustLevel: 1, share: 6 },
  { name: 'old CRM', trustLevel: 2, share: 5 },
  { name: 'referral', trustLevel: 5, share: 3 },
] as const;

export const contactRoles = ['buyer', 'accounts', 'manager', 'technician', 'assistant'] as const;

export const productQualities = [
  ...['compact', 'heavy-duty', 'silent', 'portable', 'industrial', 'folding', 'digital', 'sealed'],
  ...['modular', 'insulated', 'adjustable', 'stainless', 'wireless', 'rapid', 'slim', 'double'],
] as const;

export const productThings = [
  ...['pump', 'valve', 'bearing', 'motor', 'sensor', 'cable', 'switch', 'filter', 'gauge', 'relay'],
  ...['drill', 'ladder', 'trolley', 'lamp', 'scanner', 'printer', 'battery', 'charger', 'fan'],
  ...['heater', 'cabinet', 'bracket', 'clamp', 'hose', 'gasket', 'nozzle', 'pulley', 'hinge'],
] as const;

/** What activities say; a reference number follows. */
export const activityNotes = [
  'Called, asks for a delivery date of order',
  'Left a message about invoice',
  'Visited the site, wants a new quote for',
  'Sent the price list, reference',
  'Complains about packaging of shipment',
  'Asked to change the delivery address of',
  'Confirmed the payment of invoice',
  'Wants a sample before the next order, case',
  'Renewal talk, decision next month, file',
  'Reported a broken part, ticket',
  'Asks for a larger discount on offer',
  'No answer, try again, task',
] as const;
