import type { Minted } from "@/lib/destinations/auth";
import { authAddressOf } from "@/lib/destinations/catalog/marketingcloud/to-requests";
import { readTokenAnswer } from "@/lib/destinations/token-endpoint";

/**
 * Tokens of an installed package's server-to-server integration. They live for 18 minutes, and naming the business
 * unit decides whose data extensions they reach: developer.salesforce.com, "Server-to-Server Integrations with Client
 * Credentials Grant Type", read November 2026.
 */
export const marketingCloudTokens: Minted = {
	kind: "minted",
	mint: {
		build: (connection) => {
			const { settings, credentials } = connection;
			return {
				ok: true,
				value: {
					method: "POST",
					url: `${authAddressOf(connection)}/v2/token`,
					headers: { accept: "application/json", "content-type": "application/json" },
					body: JSON.stringify({
						grant_type: "client_credentials",
						client_id: settings.clientId ?? "",
						client_secret: credentials.clientSecret ?? "",
						...(settings.businessUnit ? { account_id: settings.businessUnit } : {}),
					}),
				},
			};
		},
		read: readTokenAnswer,
	},
	refreshAheadMs: 2 * 60_000,
};
