// A picture as PNG, by a program of this machine that draws SVG: Loadstone brings none.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LoadstoneError } from '../errors.ts';
import { readInheritedEnv } from '../services/inherited-env.ts';
import { findOnPath } from '../services/placement.ts';

/** Twice the size, so that it is sharp on any screen. */
const scale = 2;
const timeoutMs = 60_000;

interface Picture {
  readonly svgPath: string;
  readonly pngPath: string;
  readonly folder: string;
  readonly widthPx: string;
  readonly heightPx: string;
}

const drawInBrowser = ({ svgPath, pngPath, folder, widthPx, heightPx }: Picture) => [
  ...['--headless', '--disable-gpu', '--no-first-run', '--hide-scrollbars'],
  // The picture asks for nothing; neither may the browser, nor leave a profile behind.
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
  ...['--no-proxy-server', '--host-resolver-rules=MAP * ~NOTFOUND'],
  `--user-data-dir=${join(folder, 'profile')}`,
  // Its sandbox does not start for root.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  `--force-device-scale-factor=${scale}`,
  `--window-size=${widthPx},${heightPx}`,
  `--screenshot=${pngPath}`,
  pathToFileURL(svgPath).href,
];

/** In the order in which they are looked for. */
const programs: Readonly<Record<string, (picture: Picture) => readonly string[]>> = {
  'rsvg-convert': ({ svgPath, pngPath }) => [`--zoom=${scale}`, `--output=${pngPath}`, svgPath],
  resvg: ({ svgPath, pngPath }) => [`--zoom=${scale}`, svgPath, pngPath],
  chromium: drawInBrowser,
  'chromium-browser': drawInBrowser,
  'google-chrome': drawInBrowser,
};

/** @throws LoadstoneError PICTURE_UNAVAILABLE where no such program is there, or it fails. */
export function convertToPng(svg: string): Uint8Array {
  const [name] = Object.keys(programs).filter((one) => findOnPath(one) !== undefined);
  const listed = Object.keys(programs).join(', ');
  if (name === undefined)
    throw new LoadstoneError(
      'PICTURE_UNAVAILABLE',
      `No program that draws SVG is on PATH (${listed}).`,
    );
  const folder = mkdtempSync(join(tmpdir(), 'loadstone-picture-'));
  try {
    const [svgPath, pngPath] = [join(folder, 'picture.svg'), join(folder, 'picture.png')];
    writeFileSync(svgPath, svg);
    const [, widthPx = '960', heightPx = '600'] =
      /width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
    const size = { widthPx, heightPx: String(Math.ceil(Number(heightPx))) };
    const args = programs[name]?.({ svgPath, pngPath, folder, ...size }) ?? [];
    const { status, stderr } = spawnSync(name, args, {
      ...{ encoding: 'utf8', timeout: timeoutMs, env: readInheritedEnv() },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (status !== 0)
      throw new LoadstoneError('PICTURE_UNAVAILABLE', `${name} did not draw the picture.`, {
        output: stderr,
      });
    return readFileSync(pngPath);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
