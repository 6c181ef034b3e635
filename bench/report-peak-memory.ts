// Preloaded into a measured program: tells on file descriptor 3, as it exits, what it took.
import { readFileSync, writeSync } from "node:fs";
import type { ProgramUse } from "./program-process.ts";

process.on("exit", () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  const use: ProgramUse = {
    peakRssBytes: peakRssBytes(),
    cpuMs: (userCPUTime + systemCPUTime) / 1000,
  };
  writeSync(3, JSON.stringify(use));
});

// On Linux maxRSS counts from before the exec: a small program would seem as large as its parent.
function peakRssBytes(): number {
  try {
    const [, kib] = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
    return Number(kib) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}
