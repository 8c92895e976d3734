import { __commonJSMin } from "../chunks/rolldown-runtime.js";

// node_modules/rfc6902/pointer.js
var require_pointer = /* @__PURE__ */ __commonJSMin(((exports) => {
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.Pointer = void 0;
	exports.unescapeToken = unescapeToken;
	exports.escapeToken = escapeToken;
	function unescapeToken(token) {
		return token.replace(/~1/g, "/").replace(/~0/g, "~");
	}
	function escapeToken(token) {
		return token.replace(/~/g, "~0").replace(/\//g, "~1");
	}
	var Pointer = function() {
		function Pointer(tokens) {
			if (tokens === void 0) tokens = [""];
			this.tokens = tokens;
		}
		Pointer.fromJSON = function(path) {
			var tokens = path.split("/").map(unescapeToken);
			if (tokens[0] !== "") throw new Error("Invalid JSON Pointer: ".concat(path));
			return new Pointer(tokens);
		};
		Pointer.prototype.toString = function() {
			return this.tokens.map(escapeToken).join("/");
		};
		Pointer.prototype.evaluate = function(object) {
			var parent = null;
			var key = "";
			var value = object;
			for (var i = 1, l = this.tokens.length; i < l; i++) {
				parent = value;
				key = this.tokens[i];
				if (key == "__proto__" || key == "constructor" || key == "prototype") continue;
				value = (parent || {})[key];
			}
			return {
				parent,
				key,
				value
			};
		};
		Pointer.prototype.get = function(object) {
			return this.evaluate(object).value;
		};
		Pointer.prototype.set = function(object, value) {
			var endpoint = this.evaluate(object);
			if (endpoint.parent) endpoint.parent[endpoint.key] = value;
		};
		Pointer.prototype.push = function(token) {
			this.tokens.push(token);
		};
		Pointer.prototype.add = function(token) {
			return new Pointer(this.tokens.concat(String(token)));
		};
		Pointer.prototype.parent = function() {
			return new Pointer(this.tokens.length > 1 ? this.tokens.slice(0, -1) : [""]);
		};
		return Pointer;
	}();
	exports.Pointer = Pointer;
}));

// node_modules/rfc6902/util.js
var require_util = /* @__PURE__ */ __commonJSMin(((exports) => {
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.hasOwnProperty = void 0;
	exports.objectType = objectType;
	exports.clone = clone;
	exports.hasOwnProperty = Object.prototype.hasOwnProperty;
	function objectType(object) {
		if (object === void 0) return "undefined";
		if (object === null) return "null";
		if (Array.isArray(object)) return "array";
		return typeof object;
	}
	function isNonPrimitive(value) {
		return value != null && typeof value == "object";
	}
	function clone(source) {
		if (!isNonPrimitive(source)) return source;
		if (source.constructor == Array) {
			var length = source.length;
			var arrayTarget = new Array(length);
			for (var i = 0; i < length; i++) arrayTarget[i] = clone(source[i]);
			return arrayTarget;
		}
		if (source.constructor == Date) return /* @__PURE__ */ new Date(+source);
		var objectTarget = {};
		for (var key in source) if (exports.hasOwnProperty.call(source, key) && key != "__proto__") objectTarget[key] = clone(source[key]);
		return objectTarget;
	}
}));

// node_modules/rfc6902/diff.js
var require_diff = /* @__PURE__ */ __commonJSMin(((exports) => {
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.isDestructive = isDestructive;
	exports.subtract = subtract;
	exports.intersection = intersection;
	exports.diffArrays = diffArrays;
	exports.diffObjects = diffObjects;
	exports.diffAny = diffAny;
	var util_1 = require_util();
	function isDestructive(_a) {
		var op = _a.op;
		return op === "remove" || op === "replace" || op === "copy" || op === "move";
	}
	function subtract(minuend, subtrahend) {
		var keys = [];
		for (var key in minuend) if (util_1.hasOwnProperty.call(minuend, key) && minuend[key] !== void 0 && !(util_1.hasOwnProperty.call(subtrahend, key) && subtrahend[key] !== void 0)) keys.push(key);
		return keys;
	}
	function intersection(objects) {
		var length = objects.length;
		var counter = {};
		for (var i = 0; i < length; i++) {
			var object = objects[i];
			for (var key in object) if (util_1.hasOwnProperty.call(object, key) && object[key] !== void 0) counter[key] = (counter[key] || 0) + 1;
		}
		for (var key in counter) if (counter[key] < length) delete counter[key];
		return Object.keys(counter);
	}
	function intersection2(a, b) {
		var keys = [];
		for (var key in a) if (util_1.hasOwnProperty.call(a, key) && a[key] !== void 0 && util_1.hasOwnProperty.call(b, key) && b[key] !== void 0) keys.push(key);
		return keys;
	}
	function isArrayAdd(array_operation) {
		return array_operation.op === "add";
	}
	function isArrayRemove(array_operation) {
		return array_operation.op === "remove";
	}
	function appendArrayOperation(base, operation) {
		return {
			operations: base.operations.concat(operation),
			cost: base.cost + 1
		};
	}
	function diffArrays(input, output, ptr, diff) {
		if (diff === void 0) diff = diffAny;
		var max_length = Math.max(input.length, output.length);
		var memo = /* @__PURE__ */ new Map([[0, {
			operations: [],
			cost: 0
		}]]);
		function dist(i, j) {
			var memo_key = i * (max_length + 1) + j;
			var memoized = memo.get(memo_key);
			if (memoized === void 0) {
				if (i > 0 && j > 0 && !diff(input[i - 1], output[j - 1], ptr.add(String(i - 1))).length) memoized = dist(i - 1, j - 1);
				else {
					var alternatives = [];
					if (i > 0) {
						var remove_base = dist(i - 1, j);
						var remove_operation = {
							op: "remove",
							index: i - 1
						};
						alternatives.push(appendArrayOperation(remove_base, remove_operation));
					}
					if (j > 0) {
						var add_base = dist(i, j - 1);
						var add_operation = {
							op: "add",
							index: i - 1,
							value: output[j - 1]
						};
						alternatives.push(appendArrayOperation(add_base, add_operation));
					}
					if (i > 0 && j > 0) {
						var replace_base = dist(i - 1, j - 1);
						var replace_operation = {
							op: "replace",
							index: i - 1,
							original: input[i - 1],
							value: output[j - 1]
						};
						alternatives.push(appendArrayOperation(replace_base, replace_operation));
					}
					memoized = alternatives.sort(function(a, b) {
						return a.cost - b.cost;
					})[0];
				}
				memo.set(memo_key, memoized);
			}
			return memoized;
		}
		var input_length = isNaN(input.length) || input.length <= 0 ? 0 : input.length;
		return dist(input_length, isNaN(output.length) || output.length <= 0 ? 0 : output.length).operations.reduce(function(_a, array_operation) {
			var operations = _a[0], padding = _a[1];
			if (isArrayAdd(array_operation)) {
				var padded_index = array_operation.index + 1 + padding;
				var index_token = padded_index < input_length + padding ? String(padded_index) : "-";
				var operation = {
					op: array_operation.op,
					path: ptr.add(index_token).toString(),
					value: array_operation.value
				};
				return [operations.concat(operation), padding + 1];
			} else if (isArrayRemove(array_operation)) {
				var operation = {
					op: array_operation.op,
					path: ptr.add(String(array_operation.index + padding)).toString()
				};
				return [operations.concat(operation), padding - 1];
			} else {
				var replace_ptr = ptr.add(String(array_operation.index + padding));
				var replace_operations = diff(array_operation.original, array_operation.value, replace_ptr);
				return [operations.concat.apply(operations, replace_operations), padding];
			}
		}, [[], 0])[0];
	}
	function diffObjects(input, output, ptr, diff) {
		if (diff === void 0) diff = diffAny;
		var operations = [];
		subtract(input, output).forEach(function(key) {
			operations.push({
				op: "remove",
				path: ptr.add(key).toString()
			});
		});
		subtract(output, input).forEach(function(key) {
			operations.push({
				op: "add",
				path: ptr.add(key).toString(),
				value: output[key]
			});
		});
		intersection2(input, output).forEach(function(key) {
			operations.push.apply(operations, diff(input[key], output[key], ptr.add(key)));
		});
		return operations;
	}
	function diffAny(input, output, ptr, diff) {
		if (diff === void 0) diff = diffAny;
		if (input === output) return [];
		var input_type = (0, util_1.objectType)(input);
		var output_type = (0, util_1.objectType)(output);
		if (input_type == "array" && output_type == "array") return diffArrays(input, output, ptr, diff);
		if (input_type == "object" && output_type == "object") return diffObjects(input, output, ptr, diff);
		return [{
			op: "replace",
			path: ptr.toString(),
			value: output
		}];
	}
}));

// node_modules/rfc6902/patch.js
var require_patch = /* @__PURE__ */ __commonJSMin(((exports, module, this$1) => {
	var __extends = this$1 && this$1.__extends || (function() {
		var extendStatics = function(d, b) {
			extendStatics = Object.setPrototypeOf || { __proto__: [] } instanceof Array && function(d, b) {
				d.__proto__ = b;
			} || function(d, b) {
				for (var p in b) if (Object.prototype.hasOwnProperty.call(b, p)) d[p] = b[p];
			};
			return extendStatics(d, b);
		};
		return function(d, b) {
			if (typeof b !== "function" && b !== null) throw new TypeError("Class extends value " + String(b) + " is not a constructor or null");
			extendStatics(d, b);
			function __() {
				this.constructor = d;
			}
			d.prototype = b === null ? Object.create(b) : (__.prototype = b.prototype, new __());
		};
	})();
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.InvalidOperationError = exports.TestError = exports.MissingError = void 0;
	exports.add = add;
	exports.remove = remove;
	exports.replace = replace;
	exports.move = move;
	exports.copy = copy;
	exports.test = test;
	exports.apply = apply;
	var pointer_1 = require_pointer();
	var util_1 = require_util();
	var diff_1 = require_diff();
	var MissingError = function(_super) {
		__extends(MissingError, _super);
		function MissingError(path) {
			var _this = _super.call(this, "Value required at path: ".concat(path)) || this;
			_this.path = path;
			_this.name = "MissingError";
			return _this;
		}
		return MissingError;
	}(Error);
	exports.MissingError = MissingError;
	var TestError = function(_super) {
		__extends(TestError, _super);
		function TestError(actual, expected) {
			var _this = _super.call(this, "Test failed: ".concat(actual, " != ").concat(expected)) || this;
			_this.actual = actual;
			_this.expected = expected;
			_this.name = "TestError";
			return _this;
		}
		return TestError;
	}(Error);
	exports.TestError = TestError;
	function _add(object, key, value) {
		if (Array.isArray(object)) {
			if (key == "-") object.push(value);
			else {
				var index = parseInt(key, 10);
				object.splice(index, 0, value);
			}
		} else object[key] = value;
	}
	function _remove(object, key) {
		if (Array.isArray(object)) {
			var index = parseInt(key, 10);
			object.splice(index, 1);
		} else delete object[key];
	}
	function add(object, operation, options) {
		if (operation.path == null) return new InvalidOperationError(operation);
		if (!util_1.hasOwnProperty.call(operation, "value")) return new InvalidOperationError(operation);
		var pointer = pointer_1.Pointer.fromJSON(operation.path);
		if ((options === null || options === void 0 ? void 0 : options.implicitArrayCreation) && pointer.tokens[pointer.tokens.length - 1] === "-") {
			var parentEndpoint = pointer.parent().evaluate(object);
			if (parentEndpoint.value === void 0 && (0, util_1.objectType)(parentEndpoint.parent) === "object") parentEndpoint.parent[parentEndpoint.key] = [];
		}
		var endpoint = pointer.evaluate(object);
		if (endpoint.parent === void 0 || endpoint.parent === null) return new MissingError(operation.path);
		if ((options === null || options === void 0 ? void 0 : options.implicitArrayCreation) && endpoint.key === "-" && !Array.isArray(endpoint.parent)) return new MissingError(operation.path);
		if (Array.isArray(endpoint.parent) && endpoint.key !== "-") {
			if (!/^(0|[1-9][0-9]*)$/.test(endpoint.key)) return new MissingError(operation.path);
			if (Number(endpoint.key) > endpoint.parent.length) return new MissingError(operation.path);
		}
		_add(endpoint.parent, endpoint.key, (0, util_1.clone)(operation.value));
		return null;
	}
	function remove(object, operation, options) {
		if (operation.path == null) return new InvalidOperationError(operation);
		var endpoint = pointer_1.Pointer.fromJSON(operation.path).evaluate(object);
		if (endpoint.parent === null) return new MissingError(operation.path);
		if (endpoint.value === void 0) return new MissingError(operation.path);
		_remove(endpoint.parent, endpoint.key);
		return null;
	}
	function replace(object, operation, options) {
		if (operation.path == null) return new InvalidOperationError(operation);
		if (!util_1.hasOwnProperty.call(operation, "value")) return new InvalidOperationError(operation);
		var endpoint = pointer_1.Pointer.fromJSON(operation.path).evaluate(object);
		if (endpoint.parent === null) return new MissingError(operation.path);
		if (Array.isArray(endpoint.parent)) {
			if (parseInt(endpoint.key, 10) >= endpoint.parent.length) return new MissingError(operation.path);
		} else if (endpoint.value === void 0) return new MissingError(operation.path);
		endpoint.parent[endpoint.key] = (0, util_1.clone)(operation.value);
		return null;
	}
	function move(object, operation, options) {
		if (operation.path == null || operation.from == null) return new InvalidOperationError(operation);
		var from_pointer = pointer_1.Pointer.fromJSON(operation.from);
		var from_endpoint = from_pointer.evaluate(object);
		if (from_endpoint.value === void 0) return new MissingError(operation.from);
		var pointer = pointer_1.Pointer.fromJSON(operation.path);
		if (from_pointer.tokens.length < pointer.tokens.length && from_pointer.tokens.every(function(token, index) {
			return token === pointer.tokens[index];
		})) return new MissingError(operation.path);
		var endpoint = pointer.evaluate(object);
		if (endpoint.parent === void 0 || endpoint.parent === null) return new MissingError(operation.path);
		_remove(from_endpoint.parent, from_endpoint.key);
		_add(endpoint.parent, endpoint.key, from_endpoint.value);
		return null;
	}
	function copy(object, operation, options) {
		if (operation.path == null || operation.from == null) return new InvalidOperationError(operation);
		var from_endpoint = pointer_1.Pointer.fromJSON(operation.from).evaluate(object);
		if (from_endpoint.value === void 0) return new MissingError(operation.from);
		var endpoint = pointer_1.Pointer.fromJSON(operation.path).evaluate(object);
		if (endpoint.parent === void 0 || endpoint.parent === null) return new MissingError(operation.path);
		_add(endpoint.parent, endpoint.key, (0, util_1.clone)(from_endpoint.value));
		return null;
	}
	function test(object, operation, options) {
		if (operation.path == null) return new InvalidOperationError(operation);
		var endpoint = pointer_1.Pointer.fromJSON(operation.path).evaluate(object);
		if ((0, diff_1.diffAny)(endpoint.value, operation.value, new pointer_1.Pointer()).length) return new TestError(endpoint.value, operation.value);
		return null;
	}
	var InvalidOperationError = function(_super) {
		__extends(InvalidOperationError, _super);
		function InvalidOperationError(operation) {
			var _this = _super.call(this, "Invalid operation: ".concat(operation.op)) || this;
			_this.operation = operation;
			_this.name = "InvalidOperationError";
			return _this;
		}
		return InvalidOperationError;
	}(Error);
	exports.InvalidOperationError = InvalidOperationError;
	function apply(object, operation, options) {
		switch (operation.op) {
			case "add": return add(object, operation, options);
			case "remove": return remove(object, operation, options);
			case "replace": return replace(object, operation, options);
			case "move": return move(object, operation, options);
			case "copy": return copy(object, operation, options);
			case "test": return test(object, operation, options);
		}
		return new InvalidOperationError(operation);
	}
}));

// node_modules/rfc6902/index.js
var require_rfc6902 = /* @__PURE__ */ __commonJSMin(((exports) => {
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.Pointer = void 0;
	exports.applyPatch = applyPatch;
	var pointer_1 = require_pointer();
	Object.defineProperty(exports, "Pointer", {
		enumerable: true,
		get: function() {
			return pointer_1.Pointer;
		}
	});
	var patch_1 = require_patch();
	var diff_1 = require_diff();
	function applyPatch(object, patch, options) {
		return patch.map(function(operation) {
			return (0, patch_1.apply)(object, operation, options);
		});
	}
}));

export { require_rfc6902 };