import { readAccount, readPermission } from "@/lib/destinations/catalog/hubspot/read-outcome";
import { buildAccount, buildPermission } from "@/lib/destinations/catalog/hubspot/to-requests";
import type { Conversation, Turn } from "@/lib/destinations/contract";

/** Names the account, and checks that it is the one meant and that its lists may be read. */
export const testAccount: Conversation<{ at: Date }, string> = ({
	connection,
	memory,
	answer,
}): Turn<string> => {
	if (!answer) return { kind: "ask", request: buildAccount(connection), memory: { step: "name" } };
	if (memory?.step === "permission") {
		const permission = readPermission(answer);
		return permission.ok
			? { kind: "done", value: String(memory.name) }
			: { kind: "failed", problem: permission.problem };
	}
	const account = readAccount(answer, connection.settings.hubId ?? "");
	if (!account.ok) return { kind: "failed", problem: account.problem };
	return {
		kind: "ask",
		request: buildPermission(connection),
		memory: { step: "permission", name: account.value },
	};
};
