import { Table, TableTbody, TableTd, TableTh, TableThead, TableTr } from "@mantine/core";
import type { ModelDescription, TensorDescription } from "@/lib/inference/tensor";

function shapeText({ type, shape }: TensorDescription): string {
  if (type === "not_a_tensor") return "";
  return shape.length === 0 ? "one value" : shape.map((size) => (size === -1 ? "any" : size)).join(" × ");
}

/** What the file says about its inputs and outputs. */
export function TensorTable({ signature }: { signature: ModelDescription }) {
  const rows = [
    ...signature.inputs.map((tensor) => ({ role: "input", tensor })),
    ...signature.outputs.map((tensor) => ({ role: "output", tensor })),
  ];
  return (
    <Table className="numbers">
      <TableThead>
        <TableTr>
          <TableTh>Tensor</TableTh>
          <TableTh>Role</TableTh>
          <TableTh>Type</TableTh>
          <TableTh>Shape</TableTh>
        </TableTr>
      </TableThead>
      <TableTbody>
        {rows.map(({ role, tensor }) => (
          <TableTr key={`${role} ${tensor.name}`}>
            <TableTd>
              <code>{tensor.name}</code>
            </TableTd>
            <TableTd>{role}</TableTd>
            <TableTd>{tensor.type === "not_a_tensor" ? "a sequence or a map" : tensor.type}</TableTd>
            <TableTd>{shapeText(tensor)}</TableTd>
          </TableTr>
        ))}
      </TableTbody>
    </Table>
  );
}
