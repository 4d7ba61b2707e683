// Runs every case, one after the other, in one house and one browser:
//   node run.mjs BINARY MODULES PACKAGES IMAGES [CASE…]      IMAGES empty: no pictures
// Ends with `N passed, N failed`. A case is a function of the world; cases of one file build on each other in their
// order.
import {Browser} from './browser.mjs';
import {House} from './house.mjs';

const files = ['types', 'door', 'webhook', 'run_test', 'deliveries', 'sync', 'register', 'application', 'operation',
  'hostile', 'together', 'looks', 'connection'];
const [binary, modules, packages, images, ...wanted] = process.argv.slice(2);

async function main() {
  const world = {binary, modules, packages, images};
  let passed = 0;
  let failed = 0;
  try {
    world.house = await House.open(binary);
    world.browser = await Browser.open(modules, world.house);
    for (const file of files) {
      const {cases} = await import(`./cases/${file}.mjs`);
      // The first account is made by the cases of the door; whoever leaves them out needs it all the same.
      if (wanted.length && !wanted.includes(file)) {
        if (file === 'door') await world.house.setUp();
        continue;
      }
      for (const [name, run] of Object.entries(cases)) {
        const begun = Date.now();
        try {
          await run(world);
          world.browser.mustBeClean();
          passed += 1;
          console.log(`ok   ${file}: ${name} (${Date.now() - begun} ms)`);
        } catch (thrown) {
          failed += 1;
          console.log(`not  ${file}: ${name}\n${thrown.stack ?? thrown}\n${await world.browser.lastSeen()}`);
        }
        await world.browser.leaveAll();
      }
    }
  } finally {
    await world.browser?.close();
    await world.house?.close();
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed || !passed ? 1 : 0;
}

process.exitCode = await main();
