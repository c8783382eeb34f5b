import { createHash } from "node:crypto";
import { Client, type ConnectConfig, type SFTPWrapper } from "ssh2";
import type { Connection, HttpResponse, RequestDescription } from "@/lib/destinations/contract";
import { isFolder, placeFile, SftpFailure } from "@/lib/destinations/server/sftp/place-file";
import { outboundConnect } from "@/lib/platform/outbound/connect";
import { OutboundError } from "@/lib/platform/outbound/fetch";

export type ExchangeOptions = {
	timeoutMs: number;
	connectMs: number;
	allowPrivate: boolean;
	signal?: AbortSignal;
};

/** SFTP's own numbers, as HTTP says the same. */
const statusOf: Record<number, number> = { 2: 404, 3: 403, 14: 507, 15: 507 };

/**
 * One request to an SFTP server over a connection of its own: PUT places a file, GET looks at a folder. Until the very
 * rename that puts a file in place it throws that nothing was sent, because nothing anyone reads has changed.
 */
export async function exchangeSftp(
	request: RequestDescription,
	connection: Connection,
	options: ExchangeOptions,
): Promise<HttpResponse> {
	const url = new URL(request.url);
	const place = { host: url.hostname.replace(/^\[|\]$/g, ""), port: Number(url.port || 22) };
	if (options.signal?.aborted) throw new OutboundError("The request was stopped.", { wasSent: false });
	const socket = await outboundConnect(place, options);
	const client = new Client();
	const progress = { isCommitting: false };
	let stop = (): void => {};
	const ended = new Promise<never>((_resolve, reject) => {
		const fail = (message: string) => reject(new OutboundError(message, { wasSent: progress.isCommitting }));
		const timer = setTimeout(
			() => fail(`No answer within ${Math.round(options.timeoutMs / 1000)} seconds.`),
			options.timeoutMs,
		);
		const onAbort = (): void => fail("The request was stopped.");
		options.signal?.addEventListener("abort", onAbort);
		client.on("close", () => fail("The connection was cut."));
		stop = () => {
			clearTimeout(timer);
			options.signal?.removeEventListener("abort", onAbort);
		};
	});
	// Its failure is thrown where it is raced.
	ended.catch(() => undefined);
	try {
		const shown = { fingerprint: "" };
		const refused = await Promise.race([
			signIn(client, { ...connectConfig(connection, shown), sock: socket }, shown, connection),
			ended,
		]);
		if (refused) return refused;
		const work = async (): Promise<HttpResponse> => {
			const sftp = await openSftp(client);
			const path = decodeURIComponent(url.pathname);
			if (request.method === "GET")
				return {
					status: 200,
					headers: { "is-folder": (await isFolder(sftp, path)) ? "yes" : "no" },
					body: "",
				};
			const stored = await placeFile(sftp, path, Buffer.from(request.body ?? "", "utf8"), progress);
			return { status: 201, headers: { "stored-bytes": String(stored) }, body: "" };
		};
		return await Promise.race([work(), ended]);
	} catch (error) {
		if (error instanceof OutboundError) throw error;
		if (!(error instanceof SftpFailure))
			throw new OutboundError("The connection failed.", { wasSent: progress.isCommitting, cause: error });
		return { status: statusOf[error.code] ?? 500, headers: {}, body: error.message };
	} finally {
		stop();
		client.end();
		client.destroy();
		// A client that was never told to connect does not close what it was given.
		socket.destroy();
	}
}

function connectConfig({ settings, credentials }: Connection, shown: { fingerprint: string }): ConnectConfig {
	const key = credentials.privateKey?.replaceAll("\\n", "\n").replaceAll("\r\n", "\n").trim();
	return {
		username: settings.username ?? "",
		...(credentials.password ? { password: credentials.password } : {}),
		...(key ? { privateKey: `${key}\n` } : {}),
		// Before anything secret is said: with another key than the one agreed on it ends here.
		hostVerifier: (hostKey: Buffer) => {
			const digest = createHash("sha256").update(hostKey).digest("base64").replace(/=+$/, "");
			shown.fingerprint = `SHA256:${digest}`;
			return settings.hostKey === shown.fingerprint;
		},
	};
}

/** Null once signed in; otherwise why not. */
function signIn(
	client: Client,
	config: ConnectConfig,
	shown: { fingerprint: string },
	{ settings }: Connection,
): Promise<HttpResponse | null> {
	return new Promise((resolve, reject) => {
		client.once("ready", () => resolve(null));
		client.once("error", (error) => {
			if (shown.fingerprint !== "" && shown.fingerprint !== settings.hostKey) {
				const body = settings.hostKey
					? `The server shows another host key than before: ${shown.fingerprint}. Nothing was sent. Ask its operator whether it was changed; if so, enter the new one.`
					: `The server's host key is ${shown.fingerprint}. Compare it with what its operator names, and enter it as the host key fingerprint.`;
				return resolve({ status: 421, headers: {}, body });
			}
			if (error.level === "client-authentication") return resolve({ status: 401, headers: {}, body: "" });
			reject(new OutboundError("No SFTP server answers at this address.", { wasSent: false, cause: error }));
		});
		try {
			client.connect(config);
		} catch {
			// What cannot be read as a private key.
			resolve({ status: 401, headers: {}, body: "The private key cannot be read." });
		}
	});
}

function openSftp(client: Client): Promise<SFTPWrapper> {
	return new Promise((resolve, reject) => {
		client.sftp((error, sftp) =>
			error ? reject(new SftpFailure(4, "The server offers no SFTP.")) : resolve(sftp),
		);
	});
}
