// Completes package-lock.json: a registry mirror that lacks the packages of other platforms leaves them out of the lock
// file, and `npm ci` then refuses it. Adds an entry for each, which npm skips on every machine it is not for.
// Run it after every npm install: node scripts/complete-lock.mjs
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const systems = [
	"darwin",
	"linux",
	"win32",
	"android",
	"freebsd",
	"openbsd",
	"netbsd",
	"sunos",
	"aix",
	"openharmony",
];
const processors = [
	"arm64",
	"x64",
	"ia32",
	"ppc64",
	"riscv64",
	"s390x",
	"loong64",
	"mips64el",
	"wasm32",
	"arm",
];

/** The optional packages that some package requires and the lock file lacks: [path, version]. */
export function missingOptional(packages) {
	const missing = new Map();
	for (const [place, entry] of Object.entries(packages)) {
		for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
			if (!findInstalled(packages, place, name)) missing.set(`node_modules/${name}`, version);
		}
	}
	return [...missing].sort(([a], [b]) => (a < b ? -1 : 1));
}

function findInstalled(packages, place, name) {
	let base = place;
	for (;;) {
		if (packages[`${base === "" ? "" : `${base}/`}node_modules/${name}`]) return true;
		if (base === "") return false;
		const up = base.lastIndexOf("/node_modules/");
		base = up === -1 ? "" : base.slice(0, up);
	}
}

/** The platform that a platform-specific package's name implies. */
export function platformOf(place) {
	const words = place.split("/").at(-1).split("-");
	const os = systems.filter((system) => words.includes(system));
	const cpu = processors.filter((processor) => words.includes(processor)).slice(0, 1);
	const libc = words.some((word) => word.startsWith("musl"))
		? ["musl"]
		: words.some((word) => word.startsWith("gnu")) && os.includes("linux")
			? ["glibc"]
			: undefined;
	return {
		...(cpu.length > 0 ? { cpu } : {}),
		...(libc ? { libc } : {}),
		optional: true,
		...(os.length > 0 ? { os } : {}),
	};
}

function complete() {
	const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
	const added = missingOptional(lock.packages);
	for (const [place, version] of added) lock.packages[place] = { version, ...platformOf(place) };
	const sorted = Object.fromEntries(
		Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, "en")),
	);
	writeFileSync("package-lock.json", `${JSON.stringify({ ...lock, packages: sorted }, null, 2)}\n`);
	console.log(`${added.length} packages of other platforms added to package-lock.json.`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) complete();
