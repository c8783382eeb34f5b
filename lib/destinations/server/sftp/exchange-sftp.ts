import type { Connection, HttpResponse, RequestDescription } from "@/lib/destinations/contract";
import { isFolder, placeFile, SftpFailure, sweepAbandoned } from "@/lib/destinations/server/sftp/place-file";
import { restorePem } from "@/lib/kernel/pem";
import { OutboundError } from "@/lib/platform/outbound/fetch";
import { openSftp, type SftpPlace, type SftpRefusal, type SftpSession } from "@/lib/platform/outbound/sftp";

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
	if (options.signal?.aborted) throw new OutboundError("The request was stopped.", { wasSent: false });
	const progress = { isCommitting: false };
	let stop = (): void => {};
	let onCut = (): void => {};
	const ended = new Promise<never>((_resolve, reject) => {
		const fail = (message: string) => reject(new OutboundError(message, { wasSent: progress.isCommitting }));
		const timer = setTimeout(
			() => fail(`No answer within ${Math.round(options.timeoutMs / 1000)} seconds.`),
			options.timeoutMs,
		);
		const onAbort = (): void => fail("The request was stopped.");
		options.signal?.addEventListener("abort", onAbort);
		onCut = () => fail("The connection was cut.");
		stop = () => {
			clearTimeout(timer);
			options.signal?.removeEventListener("abort", onAbort);
		};
	});
	// Its failure is thrown where it is raced.
	ended.catch(() => undefined);
	let isOver = false;
	let session: SftpSession | null = null;
	const work = async (): Promise<HttpResponse> => {
		const opened = await openSftp(placeOf(url, connection), {
			...options,
			onCut: () => {
				// Whoever signs in learns of it there, and why.
				if (session) onCut();
			},
		});
		if (!opened.ok) return refusalOf(opened.refusal, connection);
		session = opened.session;
		if (isOver) session.end();
		const { sftp } = session;
		const path = decodeURIComponent(url.pathname);
		if (request.method === "GET")
			return {
				status: 200,
				headers: { "is-folder": (await isFolder(sftp, path)) ? "yes" : "no" },
				body: "",
			};
		const stored = await placeFile(sftp, path, bytesOf(request), progress);
		// Once a run: it lists the folder.
		if (path.endsWith("_000001.manifest.json")) await sweepAbandoned(sftp, path);
		return { status: 201, headers: { "stored-bytes": String(stored) }, body: "" };
	};
	try {
		return await Promise.race([work(), ended]);
	} catch (error) {
		if (error instanceof OutboundError) throw error;
		if (!(error instanceof SftpFailure))
			throw new OutboundError("The connection failed.", { wasSent: progress.isCommitting, cause: error });
		return { status: statusOf[error.code] ?? 500, headers: {}, body: error.message };
	} finally {
		isOver = true;
		stop();
		// Read anew: the work has set it meanwhile.
		endOf(session);
	}
}

function endOf(session: SftpSession | null): void {
	session?.end();
}

function placeOf(url: URL, { settings, credentials }: Connection): SftpPlace {
	return {
		host: url.hostname.replace(/^\[|\]$/g, ""),
		port: Number(url.port || 22),
		username: settings.username ?? "",
		password: credentials.password,
		privateKey: credentials.privateKey && restorePem(credentials.privateKey),
		hostKey: settings.hostKey ?? "",
	};
}

function refusalOf(refusal: SftpRefusal, { settings }: Connection): HttpResponse {
	if (refusal.kind === "no_sftp") return { status: 500, headers: {}, body: "The server offers no SFTP." };
	if (refusal.kind === "sign_in")
		return {
			status: 401,
			headers: {},
			body: refusal.isKeyUnreadable ? "The private key cannot be read." : "",
		};
	const body = settings.hostKey
		? `The server shows another host key than before: ${refusal.fingerprint}. Nothing was sent. Ask its operator whether it was changed; if so, enter the new one.`
		: `The server's host key is ${refusal.fingerprint}. Compare it with what its operator names, and enter it as the host key fingerprint.`;
	return { status: 421, headers: {}, body };
}

function bytesOf({ body = "", bytes }: RequestDescription): Buffer {
	return bytes ? Buffer.from(bytes) : Buffer.from(body, "utf8");
}
