// Runs every case, in one browser:
//   node run.mjs BINARY MODULES PACKAGES IMAGES [CASE…]      IMAGES empty: no pictures
// Ends with `N passed, N failed`. A case is a function of the world. Files that build on each other are a group, in
// their order, in a house of their own; groups run beside each other.
import {availableParallelism} from 'node:os';
import {Browser, startChromium} from './browser.mjs';
import {House} from './house.mjs';

// The longest first.
const groups = [['looks'], ['door', 'webhook', 'run_test', 'deliveries'], ['sync'],
  ['register', 'application', 'operation'], ['hostile', 'together', 'connection'], ['issuer'], ['types']];
// What the others take for granted is made by these, and is made for whoever leaves them out.
const makers = ['door', 'webhook'];
const [binary, modules, packages, images, ...wanted] = process.argv.slice(2);
const counts = {passed: 0, failed: 0};

async function run(world, file, name, body) {
  const begun = Date.now();
  try {
    await body(world);
    world.browser.mustBeClean();
    counts.passed += 1;
    console.log(`ok   ${file}: ${name} (${Date.now() - begun} ms)`);
  } catch (thrown) {
    counts.failed += 1;
    console.log(`not  ${file}: ${name}\n${thrown.stack ?? thrown}\n${await world.browser.lastSeen()}`);
  }
  await world.browser.leaveAll();
}

/** @param {string[]} files @param {Awaited<ReturnType<typeof startChromium>>} chromium */
async function runGroup(files, chromium) {
  const house = await House.open(binary);
  try {
    const world = {binary, modules, packages, images, chromium, house, browser: new Browser(chromium, house)};
    for (const file of files) {
      if (!makers.includes(file)) await house.furnish();
      else if (file !== makers[0] && !files.includes(makers[0])) await house.setUp();
      const {cases} = await import(`./cases/${file}.mjs`);
      for (const [name, body] of Object.entries(cases)) await run(world, file, name, body);
    }
  } finally {
    await house.close();
  }
}

/** A program that was built without its console has nothing to show: that is one failure, told at once, and not a wait
 * for something that never comes in every case. @returns {Promise<boolean>} */
async function hasConsole() {
  const house = await House.open(binary);
  try {
    const {status} = await fetch(`${house.url}/console/main.js`);
    if (status === 200) return true;
  } finally {
    await house.close();
  }
  counts.failed += 1;
  console.log(`not  console: ${binary} was built without it; install npm, reconfigure and build again`);
  return false;
}

async function runAll() {
  const chromium = await startChromium(modules);
  const waiting = groups.map((files) => files.filter((one) => !wanted.length || wanted.includes(one)))
    .filter((files) => files.length > 0);
  const work = async () => {
    for (let files = waiting.shift(); files; files = waiting.shift()) await runGroup(files, chromium);
  };
  try {
    await Promise.all(Array.from({length: availableParallelism() + 1}, work));
  } finally {
    await chromium.program.close();
  }
}

async function main() {
  if (await hasConsole()) await runAll();
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  return counts.failed || !counts.passed ? 1 : 0;
}

process.exitCode = await main();
