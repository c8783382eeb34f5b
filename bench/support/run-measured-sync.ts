// One sync run in a process of its own, as the worker runs it, but without the network's limit of requests; the last line is what it took, in JSON.
import { readFileSync } from "node:fs";
import { runSync } from "@/lib/syncs/server/run-sync";
import { systemContext } from "@/lib/workspaces/server/context";

const [, , workspaceId = "", runId = ""] = process.argv;
const ctx = await systemContext(workspaceId);
const startedAt = performance.now();
let planSeconds = 0;
await runSync(
	ctx,
	{ runId },
	{
		isUnlimited: true,
		checkpoint: (name) => {
			if (name === "plan.promoted") planSeconds = (performance.now() - startedAt) / 1_000;
		},
	},
);
const seconds = (performance.now() - startedAt) / 1_000;
const peakKb = Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? 0);
const { user, system } = process.cpuUsage();
const cpuSeconds = (user + system) / 1e6;
console.log(JSON.stringify({ seconds, planSeconds, cpuSeconds, peakMb: Math.round(peakKb / 1024) }));
process.exit(0);
