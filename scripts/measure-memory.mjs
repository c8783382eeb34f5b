// Memory use of a running Muster: node scripts/measure-memory.mjs [home folder]. Proportional shares (Linux),
// in MB: pages shared by several processes are counted once, and file-backed pages (program code) apart from
// a process's own.
import { readdirSync, readFileSync, realpathSync } from "node:fs";
import path from "node:path";

const home = path.resolve(process.argv[2] ?? process.env.MUSTER_HOME ?? ".muster");
const read = (file) => {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return "";
	}
};
const lock = JSON.parse(read(path.join(realpathSync(home), "muster.lock")) || "{}");
if (!lock.pid) {
	console.error(`No Muster runs from ${home}: start it first.`);
	process.exit(1);
}
const parents = new Map();
for (const entry of readdirSync("/proc")) {
	const parent = /^PPid:\s+(\d+)/m.exec(read(`/proc/${entry}/status`))?.[1];
	if (parent) parents.set(Number(entry), Number(parent));
}
const isOurs = (pid) => pid === lock.pid || (parents.has(pid) && isOurs(parents.get(pid)));
const names = [
	[/postgres/, "postgres"],
	[/warehouse/, "warehouse"],
	[/ingest/, "ingest"],
	[/worker/, "worker"],
	[/sandbox/, "sandbox"],
	[/next/, "web"],
	[/muster/, "supervisor"],
];
const rows = new Map();
for (const pid of parents.keys()) {
	if (!isOurs(pid)) continue;
	const line = read(`/proc/${pid}/cmdline`).replaceAll("\0", " ");
	const rollup = read(`/proc/${pid}/smaps_rollup`);
	const size = (field) => Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(rollup)?.[1] ?? 0) / 1024;
	const name =
		names.find(([pattern]) => pattern.test(line.replace(/^(\S+ )?.*\/bundle\//, "").slice(0, 400)))?.[1] ??
		line.slice(0, 40);
	const row = rows.get(name) ?? { own: 0, files: 0 };
	row.own += size("Pss_Anon") + size("Pss_Shmem");
	row.files += size("Pss_File");
	rows.set(name, row);
}
let own = 0;
let files = 0;
for (const [name, row] of rows) {
	own += row.own;
	files += row.files;
	console.log(
		`${name.padEnd(12)} ${Math.round(row.own).toString().padStart(6)} own ${Math.round(row.files).toString().padStart(6)} in files`,
	);
}
console.log(
	`${"whole".padEnd(12)} ${Math.round(own).toString().padStart(6)} own ${Math.round(files).toString().padStart(6)} in files ${Math.round(
		own + files,
	)
		.toString()
		.padStart(6)} MB`,
);
