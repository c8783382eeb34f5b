import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

/** A job's queue at Trigger.dev, as lib/platform/queue/remote-queue-name.ts has it. */
export const remoteQueueName = (jobId) => jobId.replaceAll(".", "-");

/** The ids declared by the files under jobs/, parsed as text so that nothing is loaded. */
export async function declaredJobs(root) {
	const ids = [];
	for (const entry of await readdir(path.join(root, "jobs"), { recursive: true, withFileTypes: true })) {
		if (!entry.isFile() || !entry.name.endsWith(".ts") || entry.name.endsWith(".test.ts")) continue;
		const text = await readFile(path.join(entry.parentPath, entry.name), "utf8");
		const id = /defineJob\(\{\s*id: "([^"]+)"/.exec(text)?.[1];
		if (id) ids.push(id);
	}
	return ids.sort();
}
