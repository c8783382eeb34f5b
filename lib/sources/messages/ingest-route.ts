import { type MessageType, messageTypes } from "@/lib/sources/messages/read-message";

/** What a request to ingest is for: messages, or what a browser client asks before it sends any. */
export type IngestRoute =
	| { for: "messages"; path: MessageType | "batch" }
	| { for: "settings"; writeKey: string }
	| { for: "source_config" }
	| { for: "health" };

const takes = new Map<string, MessageType | "batch">([
	["batch", "batch"],
	["b", "batch"],
	["import", "batch"],
	...messageTypes.map((type) => [type, type] as const),
	["i", "identify"],
	["t", "track"],
	["p", "page"],
	["s", "screen"],
	["g", "group"],
	["a", "alias"],
]);

/**
 * Where client libraries send: Segment's paths and their short forms, what Segment's and RudderStack's browser clients
 * load first, and Jitsu's `/api/s/<type>` (from a server `/api/s/s2s/<type>`). A slash at the end changes nothing. Null
 * for anything else.
 */
export function readIngestRoute(pathname: string): IngestRoute | null {
	const path = pathname.length > 1 ? pathname.replace(/\/+$/, "") : pathname;
	if (path === "/healthz") return { for: "health" };
	if (path === "/sourceConfig") return { for: "source_config" };
	const project = /^\/v1\/projects\/([^/]+)\/settings$/.exec(path)?.[1];
	if (project !== undefined) return { for: "settings", writeKey: project };
	const name = /^\/(?:v1|api\/s|api\/s\/s2s)\/([a-z]+)$/.exec(path)?.[1] ?? "";
	const taken = takes.get(name);
	return taken ? { for: "messages", path: taken } : null;
}

/**
 * Where a write key may be in the headers: Basic's user name (Segment, RudderStack), its password, and X-Write-Key, which
 * Jitsu fills with `id:secret`. In the order in which they are tried.
 */
export function writeKeysIn(headers: {
	authorization?: string | undefined;
	writeKey?: string | undefined;
}): string[] {
	const { authorization, writeKey = "" } = headers;
	const basic = /^Basic (.+)$/i.exec(authorization ?? "")?.[1];
	const texts = [...(basic === undefined ? [] : [decode(basic)]), writeKey];
	return texts
		.flatMap((text) => {
			const colon = text.indexOf(":");
			return colon === -1 ? [text] : [text.slice(0, colon), text.slice(colon + 1)];
		})
		.filter((text) => text !== "");
}

function decode(base64: string): string {
	try {
		return new TextDecoder().decode(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
	} catch {
		return "";
	}
}

/** What Segment's browser client (analytics-next) loads from `/v1/projects/<key>/settings`: to send here, and nowhere else. */
export function segmentSettings(writeKey: string, publicUrl: string): object {
	const { host, protocol } = new URL(publicUrl);
	return {
		integrations: {
			"Segment.io": {
				apiKey: writeKey,
				apiHost: `${host}/v1`,
				protocol: protocol.slice(0, -1),
				unbundledIntegrations: [],
				addBundledMetadata: true,
				maybeBundledConfigIds: {},
				versionSettings: { version: "4.4.7", componentTypes: ["browser"] },
			},
		},
		plan: { track: { __default: { enabled: true, integrations: {} } } },
		edgeFunction: {},
		analyticsNextEnabled: true,
		middlewareSettings: {},
		enabledMiddleware: {},
		metrics: { sampleRate: 0 },
		legacyVideoPluginsEnabled: false,
		remotePlugins: [],
	};
}

/** What RudderStack's browser client loads from `/sourceConfig`: a source that is enabled, without destinations of its own. */
export function rudderSourceConfig(writeKey: string, source: { id: string; name: string; at: Date }): object {
	const at = source.at.toISOString();
	return {
		isHosted: true,
		source: {
			id: source.id,
			name: source.name,
			writeKey,
			workspaceId: source.id,
			config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
			enabled: true,
			createdAt: at,
			updatedAt: at,
			connections: [],
			destinations: [],
			dataplanes: {},
			sourceDefinition: { name: "Javascript", category: null },
		},
		updatedAt: at,
	};
}
