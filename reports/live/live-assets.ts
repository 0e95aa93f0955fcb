// Style sheet and script of the live page: those of the report, and what a running run needs besides.
import { pageScript, pageStyle, readAsset } from '../html/assets.ts';
import { buildContentSecurityPolicy } from '../html/security.ts';

export const liveStyle: string = `${pageStyle}\n${readAsset(new URL('./live.css', import.meta.url))}`;

export const liveScript: string = `${pageScript}\n${readAsset(new URL('./live-script.js', import.meta.url))}`;

/** For the header: nothing but the page's own style and script, its own events, and no frame around it. */
export const liveContentSecurityPolicy: string = [
  buildContentSecurityPolicy(liveStyle, liveScript),
  `connect-src 'self'`,
  `frame-ancestors 'none'`,
].join('; ');
