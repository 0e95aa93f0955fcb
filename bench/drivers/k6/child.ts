// Entry of the process that runs k6 and reads what it writes: `child.ts <k6> <version> <folder>`.
import { serveGenerator } from '../child/serve.ts';
import { openK6Generator } from './generator.ts';

const [, , path = '', version = '', folder = ''] = process.argv;

serveGenerator((options) => openK6Generator({ k6: { path, version }, folder }, options));
