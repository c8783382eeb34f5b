import type { At } from "@/components/rules/builder-context";

/** What the controls of one kind of condition are given. */
export type KindProps<Leaf> = {
	leaf: Leaf;
	/** Way to the condition in the whole rule. */
	at: At;
	/** Parts of it that its problems name. */
	parts: ReadonlySet<string>;
	disabled: boolean;
	onChange: (leaf: Leaf) => void;
};
