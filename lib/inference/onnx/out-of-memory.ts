/** What V8, the C++ library and onnxruntime say when the limit on memory has stopped them. */
const signs = /out of memory|bad_alloc|failed to (allocate|reserve)|allocation failed/i;

export const outOfMemory = (text: string): boolean => signs.test(text);
