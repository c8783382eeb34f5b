import { type ChildProcess, fork } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

export type KeptProcess = {
	name: string;
	pid: () => number;
	/** Resolves when the process first responds; rejects if it gives up before. */
	ready: Promise<void>;
	restart: () => void;
	stop: () => Promise<void>;
};

export type ProcessPlan = {
	name: string;
	script: string;
	args?: string[];
	execArgv: string[];
	env: NodeJS.ProcessEnv;
	cwd: string;
	logFile: string;
	/** Whether it responds now. */
	isUp: () => Promise<boolean>;
	say: (line: string) => void;
};

const maxRestartsBeforeReady = 3;
const answerWithinMs = 180_000;

/** Starts a process and restarts it when it exits unexpectedly, with increasing delay. */
export function keepProcess(plan: ProcessPlan): KeptProcess {
	let child: ChildProcess | undefined;
	let isStopping = false;
	let isReplacing = false;
	let wasReady = false;
	let failures = 0;
	let becomeReady: () => void = () => {};
	let giveUp: (error: Error) => void = () => {};
	const ready = new Promise<void>((resolve, reject) => {
		becomeReady = resolve;
		giveUp = reject;
	});
	ready.catch(() => {});

	const launch = () => {
		const startedAt = Date.now();
		const log = openSync(plan.logFile, "a", 0o600);
		const started = fork(plan.script, plan.args ?? [], {
			cwd: plan.cwd,
			execArgv: plan.execArgv,
			env: { ...plan.env, MUSTER_SUPERVISOR: String(process.pid) },
			stdio: ["ignore", log, log, "ipc"],
			// A group of its own: Ctrl-C in the terminal reaches the supervisor alone, which then stops everything
			// in order.
			detached: true,
		});
		closeSync(log);
		child = started;
		started.on("error", (error) => plan.say(`${plan.name} could not be started: ${error.message}`));
		started.once("exit", (code, signal) => {
			if (isStopping) return;
			if (isReplacing) {
				isReplacing = false;
				launch();
				return;
			}
			failures = Date.now() - startedAt > 60_000 ? 1 : failures + 1;
			if (!wasReady && failures > maxRestartsBeforeReady) {
				giveUp(
					new Error(`${plan.name} does not start (${signal ?? `exit ${code}`}): ${plan.logFile} says why.`),
				);
				return;
			}
			const waitMs = Math.min(30_000, 250 * 2 ** failures);
			plan.say(
				`${plan.name} ended (${signal ?? `exit ${code}`}); starting it again in ${waitMs / 1000} s. Its log: ${plan.logFile}`,
			);
			setTimeout(() => {
				if (!isStopping) launch();
			}, waitMs);
		});
	};
	launch();
	void (async () => {
		const deadline = Date.now() + answerWithinMs;
		// Whatever responds while our own is not running is another process on its port.
		const isOwnUp = async () => {
			const asked = child;
			const isUp = await plan.isUp().catch(() => false);
			await sleep(20);
			return isUp && asked === child && child?.exitCode === null && child.signalCode === null;
		};
		while (!isStopping && !(await isOwnUp())) {
			if (Date.now() > deadline) {
				giveUp(
					new Error(
						`${plan.name} does not answer after ${answerWithinMs / 1000} s: ${plan.logFile} says why.`,
					),
				);
				return;
			}
			await sleep(60);
		}
		wasReady = true;
		becomeReady();
	})();

	return {
		name: plan.name,
		pid: () => child?.pid ?? 0,
		ready,
		restart: () => {
			if (!child || isStopping || isReplacing) return;
			isReplacing = true;
			child.kill("SIGTERM");
		},
		stop: async () => {
			isStopping = true;
			await endGroup(child, 10_000);
		},
	};
}

async function endGroup(child: ChildProcess | undefined, patienceMs: number): Promise<void> {
	const pid = child?.pid;
	if (!child || !pid || child.exitCode !== null || child.signalCode !== null) return;
	const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
	child.kill("SIGTERM");
	const force = setTimeout(() => {
		try {
			process.kill(-pid, "SIGKILL");
		} catch {
			// Has exited meanwhile.
		}
	}, patienceMs);
	await ended;
	clearTimeout(force);
}
