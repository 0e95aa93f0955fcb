// Entry of the autocannon generator's process.
import { serveGenerator } from '../child/serve.ts';
import { openAutocannonGenerator } from './generator.ts';

serveGenerator(openAutocannonGenerator);
