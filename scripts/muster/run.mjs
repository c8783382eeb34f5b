import { spawn } from "node:child_process";

const children = new Set();

/**
 * Runs a program to completion. With `quiet` nothing is shown: `output` is all it wrote, `answer` its stdout.
 * It runs in this process's group, so that Ctrl-C reaches it too.
 */
export function run(command, args, { cwd, env, quiet = false } = {}) {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, {
			cwd,
			env: { ...process.env, ...env },
			stdio: quiet ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"],
		});
		children.add(child);
		let output = "";
		let answer = "";
		const keep = (part) => {
			output = (output + part).slice(-200_000);
		};
		child.stdout?.on("data", keep);
		child.stdout?.on("data", (part) => {
			answer = (answer + part).slice(-200_000);
		});
		child.stderr?.on("data", keep);
		child.once("error", (error) => {
			children.delete(child);
			reject(error);
		});
		child.once("close", (code, signal) => {
			children.delete(child);
			resolve({ code: code ?? 1, signal, output, answer });
		});
	});
}

/** Stops everything `run` is still running. */
export function stopRunning() {
	for (const child of children) child.kill("SIGTERM");
}
