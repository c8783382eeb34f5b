import { googleServiceAccount } from "@/lib/destinations/catalog/google/authorization";
import { googleDefinition } from "@/lib/destinations/catalog/google/definition";
import { sandboxServiceAccount } from "@/lib/destinations/catalog/google/sandbox-service-account";
import type { DestinationDefinition } from "@/lib/destinations/contract";

const ofSignIn = new Set(["clientId", "clientSecret", "authorizeUrl"]);

/** The same network for who has a service account in place of a person's access. */
export const googleServiceDefinition: DestinationDefinition = {
	...googleDefinition,
	slug: "google-service",
	name: "Google Customer Match, service account",
	summary: "The same audiences, connected with a service account's key instead of a person's sign-in.",
	fields: [
		...googleDefinition.fields.filter(({ name }) => !ofSignIn.has(name)),
		{
			name: "serviceAccountKey",
			label: "Service account key",
			help: "The whole JSON file that Google Cloud gave. Its email address needs standard access to the Google Ads account.",
			kind: "password",
			isSecret: true,
			isRequired: true,
			pattern: { source: "^\\s*\\{[^]*\\}\\s*$", message: "must be the whole JSON file, from { to }" },
		},
	],
	auth: googleServiceAccount,
	sandboxConnection: (sandboxUrl) => {
		const { settings } = googleDefinition.sandboxConnection(sandboxUrl);
		const { clientId: _client, authorizeUrl: _address, ...rest } = settings;
		return { settings: rest, credentials: { serviceAccountKey: JSON.stringify(sandboxServiceAccount) } };
	},
};
