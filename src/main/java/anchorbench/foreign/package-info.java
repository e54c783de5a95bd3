/**
 * C functions, bound by their prototypes. A binding is a class of {@link
 * anchorbench.foreign.NativeFunction} fields, each made of the line that the library's header has
 * for it; tests hold these lines to the headers.
 */
package anchorbench.foreign;
