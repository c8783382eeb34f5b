import { createHash } from "node:crypto";
import { Client, type ClientErrorExtensions, type ConnectConfig, type SFTPWrapper } from "ssh2";
import { outboundConnect } from "@/lib/platform/outbound/connect";
import { OutboundError } from "@/lib/platform/outbound/fetch";

export type SftpPlace = {
	host: string;
	port: number;
	username: string;
	password?: string | undefined;
	privateKey?: string | undefined;
	/** The fingerprint of the one key that is trusted; with another, nothing secret is said. */
	hostKey: string;
};

/** Why no session could be opened: the server has another key, or did not accept who signed in. */
export type SftpRefusal =
	| { kind: "host_key"; fingerprint: string }
	| { kind: "sign_in"; isKeyUnreadable: boolean }
	| { kind: "no_sftp" };

export type SftpSession = {
	sftp: SFTPWrapper;
	end(): void;
};

/** A session of someone's SFTP server, by the same rule of where it may lead as every request. */
export async function openSftp(
	place: SftpPlace,
	options: { connectMs: number; allowPrivate: boolean; onCut: () => void },
): Promise<{ ok: true; session: SftpSession } | { ok: false; refusal: SftpRefusal }> {
	const socket = await outboundConnect(place, options);
	const client = new Client();
	client.on("close", options.onCut);
	const end = (): void => {
		client.end();
		client.destroy();
		// A client that was never told to connect does not close what it was given.
		socket.destroy();
	};
	const shown = { fingerprint: "" };
	const refusal = await signIn(client, { ...configOf(place, shown), sock: socket }, place, shown).catch(
		(error: unknown) => {
			end();
			throw error;
		},
	);
	if (refusal) {
		end();
		return { ok: false, refusal };
	}
	const sftp = await new Promise<SFTPWrapper | null>((resolve) => {
		client.sftp((error, wrapper) => resolve(error ? null : wrapper));
	});
	if (sftp) return { ok: true, session: { sftp, end } };
	end();
	return { ok: false, refusal: { kind: "no_sftp" } };
}

function configOf(
	{ username, password, privateKey, hostKey }: SftpPlace,
	shown: { fingerprint: string },
): ConnectConfig {
	return {
		username,
		...(password ? { password } : {}),
		...(privateKey ? { privateKey } : {}),
		// Before anything secret is said: with another key than the one agreed on it ends here.
		hostVerifier: (key: Buffer) => {
			const digest = createHash("sha256").update(key).digest("base64").replace(/=+$/, "");
			shown.fingerprint = `SHA256:${digest}`;
			return hostKey === shown.fingerprint;
		},
	};
}

/** Null once signed in; otherwise why not. */
function signIn(
	client: Client,
	config: ConnectConfig,
	{ hostKey }: SftpPlace,
	shown: { fingerprint: string },
): Promise<SftpRefusal | null> {
	return new Promise((resolve, reject) => {
		client.once("ready", () => resolve(null));
		client.once("close", () => reject(new OutboundError("The connection was cut.", { wasSent: false })));
		client.once("error", (error: Error & ClientErrorExtensions) => {
			if (shown.fingerprint !== "" && shown.fingerprint !== hostKey)
				return resolve({ kind: "host_key", fingerprint: shown.fingerprint });
			if (error.level === "client-authentication")
				return resolve({ kind: "sign_in", isKeyUnreadable: false });
			reject(new OutboundError("No SFTP server answers at this address.", { wasSent: false, cause: error }));
		});
		try {
			client.connect(config);
		} catch {
			resolve({ kind: "sign_in", isKeyUnreadable: true });
		}
	});
}
