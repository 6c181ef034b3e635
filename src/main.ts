// CommonJS, without a single import statement or type: an older Node parses this file as JavaScript
// and can say what it lacks, where it would end with a syntax error otherwise.

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < 22 || (major === 22 && minor < 18) || (major === 23 && minor < 6)) {
  console.error(
    `Billhouse needs Node.js 22.18 or newer, and this is ${process.version}: start it through npm (npm run demo), which brings its own, or install Node.js 24.`,
  );
  process.exitCode = 2;
} else {
  // V8 lets garbage pile up while there is memory to be had: 400 MB while it reads a large bill, against
  // 170 MB with this, and the API's rate limit leaves all the time in the world to collect it.
  process.getBuiltinModule("node:v8").setFlagsFromString("--optimize-for-size");
  void main();
}

async function main() {
  const { runProcess } = await import("./cli/run-process.ts");
  await runProcess(process, process.env);
}
