// Entry of the open driver's generator process.
import { serveGenerator } from '../child/serve.ts';
import { openOpenGenerator } from './generator.ts';

serveGenerator(openOpenGenerator);
