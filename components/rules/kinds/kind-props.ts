import type { At } from "@/components/rules/builder-context";

/** Props of the controls of one kind of condition. */
export type KindProps<Leaf> = {
	leaf: Leaf;
	/** Path to the condition in the whole rule. */
	at: At;
	/** Parts of it that its problems name. */
	parts: ReadonlySet<string>;
	disabled: boolean;
	onChange: (leaf: Leaf) => void;
};
