import { createHash, generateKeyPairSync } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, open, readdir, rename, rm, stat, unlink } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ssh2 from "ssh2";

const { OK, FAILURE, NO_SUCH_FILE, PERMISSION_DENIED, OP_UNSUPPORTED } = ssh2.utils.sftp.STATUS_CODE;

export type SftpTestServer = {
	/** Ends in the folder it serves as `/upload`. */
	url: string;
	hostKey: string;
	folder: string;
	/** How it differs from a well-behaved server from now on. */
	oddities: {
		hasPosixRename: boolean;
		refusesRename: boolean;
		/** The connection is cut when so many bytes of a file were written. */
		cutsAfter: number | null;
		/** It answers no more when so many bytes of a file were written; `onStall` is told. */
		stallsAfter: number | null;
		onStall: () => void;
	};
	close(): Promise<void>;
};

/**
 * `ssh2` as a server names no extensions in its first message (length, type 2, version 3), and its client uses none that
 * was not named.
 */
function advertisePosixRename(client: ssh2.Connection): void {
	// Safe because the version of ssh2 is pinned; were it otherwise, the tests of renaming at once would fail.
	const { _protocol: protocol } = client as unknown as {
		_protocol: { channelData(id: number, data: Buffer): unknown };
	};
	const send = protocol.channelData.bind(protocol);
	const text = (value: string): Buffer => {
		const length = Buffer.alloc(4);
		length.writeUInt32BE(value.length);
		return Buffer.concat([length, Buffer.from(value)]);
	};
	protocol.channelData = (id, data) => {
		if (data.length !== 9 || data[4] !== 2) return send(id, data);
		protocol.channelData = send;
		const whole = Buffer.concat([data, text("posix-rename@openssh.com"), text("1")]);
		whole.writeUInt32BE(whole.length - 4);
		return send(id, whole);
	};
}

async function attributesOf(path: string): Promise<ssh2.Attributes> {
	const { mode, uid, gid, size, atimeMs, mtimeMs } = await stat(path);
	return { mode, uid, gid, size, atime: Math.floor(atimeMs / 1000), mtime: Math.floor(mtimeMs / 1000) };
}

export const sftpUser = { username: "muster", password: "correct horse" };

/** A real SFTP server over a folder of this machine. Like OpenSSH's its plain rename refuses to replace a file. */
export async function startSftpServer(): Promise<SftpTestServer> {
	const folder = await mkdtemp(join(tmpdir(), "muster-sftp-"));
	const oddities: SftpTestServer["oddities"] = {
		hasPosixRename: true,
		refusesRename: false,
		cutsAfter: null,
		stallsAfter: null,
		onStall: () => {},
	};
	const { privateKey } = generateKeyPairSync("rsa", {
		modulusLength: 2048,
		publicKeyEncoding: { type: "pkcs1", format: "pem" },
		privateKeyEncoding: { type: "pkcs1", format: "pem" },
	});
	const parsed = ssh2.utils.parseKey(privateKey);
	if (parsed instanceof Error) throw parsed;
	const digest = createHash("sha256").update(parsed.getPublicSSH()).digest("base64").replace(/=+$/, "");
	const clients = new Set<ssh2.Connection>();
	const server = new ssh2.Server({ hostKeys: [privateKey] }, (client) => {
		clients.add(client);
		client.on("error", () => {});
		client.on("close", () => clients.delete(client));
		client.on("authentication", (login) => {
			const isKnown =
				login.method === "password" &&
				login.username === sftpUser.username &&
				login.password === sftpUser.password;
			if (isKnown) login.accept();
			else login.reject(["password"]);
		});
		client.on("session", (accept) =>
			accept().on("sftp", (acceptSftp) => {
				if (oddities.hasPosixRename) advertisePosixRename(client);
				serve(acceptSftp(), client);
			}),
		);
	});
	const local = (path: string) => join(folder, path.replace(/^\/upload/, ""));
	const moved = async (sftp: ssh2.SFTPWrapper, id: number, from: string, to: string) => {
		if (oddities.refusesRename) return sftp.status(id, PERMISSION_DENIED);
		await rename(local(from), local(to));
		sftp.status(id, OK);
	};
	function serve(sftp: ssh2.SFTPWrapper, client: ssh2.Connection): void {
		const files = new Map<number, Awaited<ReturnType<typeof open>>>();
		let last = 0;
		client.on("close", () => {
			for (const file of files.values()) file.close().catch(() => undefined);
		});
		const answer = (id: number, work: () => Promise<void>) =>
			work().catch((error: NodeJS.ErrnoException) =>
				sftp.status(id, error.code === "ENOENT" ? NO_SUCH_FILE : FAILURE),
			);
		sftp.on("OPEN", (id, path) =>
			answer(id, async () => {
				files.set(++last, await open(local(path), "w"));
				sftp.handle(id, Buffer.from([last]));
			}),
		);
		sftp.on("WRITE", (id, handle, offset, data) =>
			answer(id, async () => {
				await files.get(handle[0] ?? 0)?.write(data, 0, data.length, offset);
				if (oddities.stallsAfter !== null && offset + data.length > oddities.stallsAfter) oddities.onStall();
				else if (oddities.cutsAfter !== null && offset + data.length > oddities.cutsAfter) client.end();
				else sftp.status(id, OK);
			}),
		);
		sftp.on("CLOSE", (id, handle) =>
			answer(id, async () => {
				await files.get(handle[0] ?? 0)?.close();
				files.delete(handle[0] ?? 0);
				sftp.status(id, OK);
			}),
		);
		const describe = (id: number, path: string) =>
			answer(id, async () => {
				sftp.attrs(id, await attributesOf(local(path)));
			});
		const listings = new Map<number, string>();
		sftp.on("OPENDIR", (id, path) => {
			listings.set(++last, path);
			sftp.handle(id, Buffer.from([last]));
		});
		sftp.on("READDIR", (id, handle) =>
			answer(id, async () => {
				const path = listings.get(handle[0] ?? 0);
				listings.delete(handle[0] ?? 0);
				if (path === undefined) return void sftp.status(id, ssh2.utils.sftp.STATUS_CODE.EOF);
				const names = await readdir(local(path));
				const entries = names.map(async (filename) => ({
					filename,
					longname: filename,
					attrs: await attributesOf(join(local(path), filename)),
				}));
				sftp.name(id, await Promise.all(entries));
			}),
		);
		sftp.on("STAT", describe);
		sftp.on("LSTAT", describe);
		for (const ask of ["SETSTAT", "FSETSTAT"] as const) sftp.on(ask, (id: number) => sftp.status(id, OK));
		sftp.on("REMOVE", (id, path) =>
			answer(id, async () => {
				await unlink(local(path));
				sftp.status(id, OK);
			}),
		);
		sftp.on("RENAME", (id, from, to) =>
			answer(id, async () => {
				if (existsSync(local(to))) return void sftp.status(id, FAILURE);
				await moved(sftp, id, from, to);
			}),
		);
		sftp.on("EXTENDED", (id, name, data) =>
			answer(id, async () => {
				if (name !== "posix-rename@openssh.com" || !oddities.hasPosixRename)
					return void sftp.status(id, OP_UNSUPPORTED);
				const cut = 4 + data.readUInt32BE(0);
				await moved(sftp, id, data.toString("utf8", 4, cut), data.toString("utf8", cut + 4));
			}),
		);
	}
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	// Safe because it listens on a port, not on a pipe.
	const { port } = server.address() as AddressInfo;
	return {
		url: `sftp://127.0.0.1:${port}/upload`,
		hostKey: `SHA256:${digest}`,
		folder,
		oddities,
		close: async () => {
			for (const client of clients) client.end();
			await new Promise<void>((resolve) => server.close(() => resolve()));
			await rm(folder, { recursive: true });
		},
	};
}
