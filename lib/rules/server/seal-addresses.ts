import { normalizeEmail } from "@/lib/identity/normalize-email";
import { vaultHash } from "@/lib/profiles/server/store-personal";
import type { ContactLeaf, RuleGroup, RuleNode, SegmentRule } from "@/lib/rules/rule";

/**
 * The rule with each email address that someone typed replaced by its keyed hash and a hint for the reader: a rule is
 * stored, shown and exported, and an address must not be. What is not an address throws; `checkRule` refuses it before.
 */
export function sealAddresses(rule: SegmentRule): SegmentRule {
	return sealGroup(rule);
}

function sealGroup(group: RuleGroup): RuleGroup {
	return { ...group, rules: group.rules.map(sealNode) };
}

function sealNode(node: RuleNode): RuleNode {
	if (node.kind === undefined) return sealGroup(node);
	return node.kind === "contact" ? sealLeaf(node) : node;
}

function sealLeaf(leaf: ContactLeaf): ContactLeaf {
	const isAddress = leaf.operator === "equals" || leaf.operator === "notEquals";
	if (!isAddress || typeof leaf.value !== "string") return leaf;
	const address = normalizeEmail(leaf.value);
	if (address === null) throw new Error("Not a valid condition: no address");
	return {
		...leaf,
		value: { hash: Buffer.from(vaultHash("email", address)).toString("hex"), hint: hintOf(address) },
	};
}

/** `j…@example.com` */
function hintOf(address: string): string {
	const [first = ""] = address;
	return `${first}…${address.slice(address.lastIndexOf("@"))}`;
}
