import type { FileEntryWithStats, SFTPWrapper, Stats } from "ssh2";

/** What the server answered: its own number and words. */
export class SftpFailure extends Error {
	readonly code: number;

	constructor(code: number, message: string) {
		super(message);
		this.name = "SftpFailure";
		this.code = code;
	}
}

type Done<T> = (error: Error | null | undefined, value: T) => void;

function answered<T>(ask: (done: Done<T>) => void): Promise<T> {
	return new Promise((resolve, reject) => {
		ask((error, value) => {
			if (!error) return resolve(value);
			const code = "code" in error && typeof error.code === "number" ? error.code : 4;
			reject(new SftpFailure(code, error.message));
		});
	});
}

export async function isFolder(sftp: SFTPWrapper, path: string): Promise<boolean> {
	const stats = await statOf(sftp, path);
	return stats.isDirectory();
}

function statOf(sftp: SFTPWrapper, path: string): Promise<Stats> {
	return answered<Stats>((done) => sftp.stat(path, done));
}

/**
 * Writes a file under a hidden name in the same folder and renames it when it is whole, so that nobody ever reads half
 * of it and what was there stays until then. Returns its size as the server reports it.
 */
export async function placeFile(
	sftp: SFTPWrapper,
	path: string,
	content: Buffer,
	progress: { isCommitting: boolean },
): Promise<number> {
	const cut = path.lastIndexOf("/") + 1;
	const [folder, name] = [path.slice(0, cut), path.slice(cut)];
	const part = `${folder}.${name}.part`;
	try {
		await answered<void>((done) => sftp.writeFile(part, content, (error) => done(error)));
		const { size } = await statOf(sftp, part);
		if (size !== content.length)
			throw new SftpFailure(4, `Of ${content.length} bytes the server stored ${size}.`);
	} catch (error) {
		await forget(sftp, part);
		throw error;
	}
	progress.isCommitting = true;
	try {
		await putInPlace(sftp, part, path, `${folder}.${name}.old`);
	} catch (error) {
		await forget(sftp, part);
		progress.isCommitting = false;
		throw error;
	}
	return (await statOf(sftp, path)).size;
}

/** Replaces what is there at once where the server can; elsewhere moves it aside, and back if the new one cannot follow. */
async function putInPlace(sftp: SFTPWrapper, part: string, path: string, aside: string): Promise<void> {
	try {
		await answered<void>((done) => sftp.ext_openssh_rename(part, path, (error) => done(error)));
		return;
	} catch {
		// The server does not know this rename, or does not allow it: the usual one says which.
	}
	const rename = (from: string, to: string) =>
		answered<void>((done) => sftp.rename(from, to, (error) => done(error)));
	const isThere = await statOf(sftp, path).then(
		() => true,
		() => false,
	);
	if (!isThere) return await rename(part, path);
	await forget(sftp, aside);
	await rename(path, aside);
	try {
		await rename(part, path);
	} catch (error) {
		await rename(aside, path);
		throw error;
	}
	await forget(sftp, aside);
}

/** Best effort: what stays behind has a hidden name, and the next attempt writes over it. */
async function forget(sftp: SFTPWrapper, path: string): Promise<void> {
	await answered<void>((done) => sftp.unlink(path, (error) => done(error))).catch(() => undefined);
}

const abandonedAfterS = 86_400;
const longestListingMs = 10_000;

/**
 * Deletes what Muster began to write a day ago or longer, by the server's own clock, and never put in place: the process
 * died. Best effort: nobody reads names that begin with a dot.
 */
export async function sweepAbandoned(sftp: SFTPWrapper, path: string): Promise<void> {
	const folder = path.slice(0, path.lastIndexOf("/") + 1);
	const sweep = async (): Promise<void> => {
		const { mtime: now } = await statOf(sftp, path);
		const entries = await answered<FileEntryWithStats[]>((done) => sftp.readdir(folder, done));
		for (const { filename, attrs } of entries) {
			if (isPartOfOurs(filename) && attrs.mtime < now - abandonedAfterS)
				await forget(sftp, `${folder}${filename}`);
		}
	};
	let timer: NodeJS.Timeout | undefined;
	const tooLong = new Promise<void>((resolve) => {
		timer = setTimeout(resolve, longestListingMs);
	});
	await Promise.race([sweep().catch(() => undefined), tooLong]);
	clearTimeout(timer);
}

/** A hidden name that only Muster's own files have before they are in place. */
function isPartOfOurs(name: string): boolean {
	return /^\..+_\d{8}T\d{6}Z_run-[A-Za-z0-9-]+_\d{6}\.(csv|manifest\.json)\.part$/.test(name);
}
