import { readIds, readOrganization } from "@/lib/destinations/catalog/salesforce/read-outcome";
import { buildOrganization, buildPermission } from "@/lib/destinations/catalog/salesforce/to-requests";
import type { Conversation, Turn } from "@/lib/destinations/contract";

/** Names the organization, and checks that campaigns may be read. */
export const testAccount: Conversation<{ at: Date }, string> = ({
	connection,
	memory,
	answer,
}): Turn<string> => {
	if (!answer) return { kind: "ask", request: buildOrganization(connection), memory: { step: "name" } };
	if (memory?.step === "permission") {
		const permission = readIds(answer);
		return permission.ok
			? { kind: "done", value: String(memory.name) }
			: { kind: "failed", problem: permission.problem };
	}
	const organization = readOrganization(answer);
	if (!organization.ok) return { kind: "failed", problem: organization.problem };
	const { name } = organization.value;
	return { kind: "ask", request: buildPermission(connection), memory: { step: "permission", name } };
};
