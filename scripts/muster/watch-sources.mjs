import { watch } from "node:fs";

/** For development: rebundles and restarts the processes other than the web app when their sources change. */
export function watchSources(root, stack, rebuild) {
	let timer;
	const changed = (_kind, name) => {
		if (!name || /\.test\.|generated|~$/.test(String(name))) return;
		clearTimeout(timer);
		timer = setTimeout(async () => {
			try {
				await rebuild();
				for (const one of ["ingest", "worker", "sandbox"]) stack.restart(one);
				console.log(`  ✓ ${name} changed: ingest, worker and sandbox restarted`);
			} catch (error) {
				console.log(`  ! ${name} changed, but does not compile: ${String(error.message).split("\n")[0]}`);
			}
		}, 300);
	};
	for (const folder of ["lib", "jobs"]) watch(`${root}/${folder}`, { recursive: true }, changed).unref();
}
