// The console's modules hold what their types promise.
import {execFile} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';

const sources = join(dirname(fileURLToPath(import.meta.url)), '../../../src/console');

export const cases = {
  async 'every module is sound'({modules, packages}) {
    const folder = mkdtempSync(join(tmpdir(), 'cohook-console-types-'));
    const config = join(folder, 'tsconfig.json');
    const paths = {preact: [`${packages}/preact/src/index.d.ts`],
      'preact/hooks': [`${packages}/preact/hooks/src/index.d.ts`], htm: [`${packages}/htm/dist/htm.d.ts`]};
    writeFileSync(config, JSON.stringify({extends: join(sources, 'tsconfig.json'), compilerOptions: {paths},
      include: [`${sources}/**/*.js`]}));
    try {
      await promisify(execFile)(join(modules, 'node_modules/.bin/tsc'), ['-p', config]);
    } catch (failed) {
      throw new Error(failed.stdout || failed.message);
    } finally {
      rmSync(folder, {recursive: true});
    }
  },
};
