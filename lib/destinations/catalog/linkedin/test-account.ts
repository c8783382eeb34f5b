import { readAccount, readPermission, readRole } from "@/lib/destinations/catalog/linkedin/read-outcome";
import { buildAccount, buildPermission, buildRoles } from "@/lib/destinations/catalog/linkedin/to-requests";
import type { Conversation, Turn } from "@/lib/destinations/contract";

/** Names the ad account, and checks the role there and the permission to keep audiences. */
export const testAccount: Conversation<{ at: Date }, string> = ({
	connection,
	memory,
	answer,
}): Turn<string> => {
	if (!answer) return { kind: "ask", request: buildAccount(connection), memory: { step: "account" } };
	const name = String(memory?.name ?? "");
	switch (memory?.step) {
		case "role": {
			const role = readRole(answer, connection);
			if (!role.ok) return { kind: "failed", problem: role.problem };
			return { kind: "ask", request: buildPermission(connection), memory: { step: "permission", name } };
		}
		case "permission": {
			const permission = readPermission(answer);
			return permission.ok ? { kind: "done", value: name } : { kind: "failed", problem: permission.problem };
		}
		default: {
			const account = readAccount(answer, connection);
			if (!account.ok) return { kind: "failed", problem: account.problem };
			return {
				kind: "ask",
				request: buildRoles(connection),
				memory: { step: "role", name: account.value },
			};
		}
	}
};
