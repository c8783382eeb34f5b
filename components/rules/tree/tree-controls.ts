import type { ControlElementsProp, FullField } from "react-querybuilder";

/** How conditions and groups look. */
export type TreeControls = ControlElementsProp<FullField, string>;
