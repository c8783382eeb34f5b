import { Redo2, Undo2 } from "lucide-react";
import { Button } from "@/components/ui/button";

/** Undo and redo buttons. */
export function UndoButtons({
	draft,
}: {
	draft: { canUndo: boolean; canRedo: boolean; undo: () => void; redo: () => void };
}) {
	const steps = [
		{ label: "Undo", keys: "Ctrl+Z", icon: Undo2, isPossible: draft.canUndo, take: draft.undo },
		{ label: "Redo", keys: "Ctrl+Shift+Z", icon: Redo2, isPossible: draft.canRedo, take: draft.redo },
	];
	return steps.map(({ label, keys, icon: Icon, isPossible, take }) => (
		<Button
			key={label}
			variant="ghost"
			size="icon-sm"
			aria-label={label}
			title={`${label} (${keys})`}
			disabled={!isPossible}
			onClick={take}
		>
			<Icon aria-hidden="true" />
		</Button>
	));
}
